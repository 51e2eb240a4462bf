//! Rows that are made up and counted.

use crate::dialect::MySql;
use crate::dialect::rows::Rows;
use crate::schema::{Column, Schema, Table};

impl Rows for MySql {
    fn tables(&self) -> &'static str {
        "SELECT CAST(NULL AS CHAR), table_name FROM information_schema.tables \
         WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')"
    }

    fn overriding(&self) -> &'static str {
        ""
    }

    fn boolean(&self, value: bool) -> &'static str {
        if value { "1" } else { "0" }
    }

    fn bytes(&self, hex: &str) -> String {
        format!("X'{hex}'")
    }

    fn uuid(&self, text: &str) -> String {
        format!("'{text}'")
    }

    fn insert_defaults(&self, table: &str) -> String {
        format!("INSERT INTO {table} () VALUES ()")
    }

    fn as_text(&self, column: &str) -> String {
        format!("HEX(CAST({column} AS BINARY))")
    }

    /// The classes 01, warning, 22 and 23 of SQL, 45, which SIGNAL raises, and HY000, under which
    /// the server has most that is about values and has no class of its own (MySQL's manual, server
    /// error message reference).
    fn is_about_values(&self, code: &str, _message: &str) -> bool {
        ["01", "22", "23", "45", "HY"].iter().any(|class| code.starts_with(class))
    }

    /// In the column's type.
    fn enumerated(&self, _: &Schema, _: &Table, column: &Column) -> Option<Vec<String>> {
        let list = ["enum(", "set("].iter().find_map(|word| column.ty.strip_prefix(word))?;
        Some(texts(list.strip_suffix(')')?))
    }
}

/// The texts of a list such as `'a','it''s'`.
fn texts(list: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = list;
    while let Some((_, behind)) = rest.split_once('\'') {
        let (mut text, mut end) = (String::new(), behind.len());
        let mut chars = behind.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '\'' if chars.next_if(|(_, next)| *next == '\'').is_some() => text.push('\''),
                '\'' => {
                    end = at + 1;
                    break;
                }
                _ => text.push(c),
            }
        }
        texts.push(text);
        rest = &behind[end..];
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_an_enum_are_taken_as_they_are() {
        assert_eq!(texts("'a','it''s',''"), ["a", "it's", ""]);
        assert_eq!(texts(""), Vec::<String>::new());
    }
}
