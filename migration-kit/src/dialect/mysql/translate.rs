//! What a schema that was read elsewhere is here.

use crate::dialect::MySql;
use crate::dialect::translate::{Translate, Translation};
use crate::schema::{Check, Identity, Index, Table};

impl Translate for MySql {
    fn translation(&self) -> Option<&'static dyn Translation> {
        Some(&Self)
    }
}

impl Translation for MySql {
    fn enum_type(&self, _: &str, values: &[String]) -> String {
        format!("enum({})", values.join(","))
    }

    fn numbered(&self) -> Identity {
        Identity::AutoIncrement
    }

    fn now(&self) -> &'static str {
        "current_timestamp(6)"
    }

    /// It takes what is in double quotes for a text, and quotes names with backticks.
    fn expression(&self, text: &str) -> String {
        let mut in_text = false;
        let quote = |c: char| {
            in_text ^= c == '\'';
            if c == '"' && !in_text { '`' } else { c }
        };
        text.chars().map(quote).collect()
    }

    fn check_name(&self, _: (&str, &Table), _: &Check, at: usize) -> String {
        format!("CONSTRAINT_{}", at + 1)
    }

    fn unique_name(&self, _: &str, columns: &[String]) -> Option<String> {
        columns.first().cloned()
    }

    fn defers_keys(&self) -> bool {
        false
    }

    /// It has no partial indexes, and MariaDB none on an expression.
    fn takes_index(&self, index: &Index) -> bool {
        index.predicate.is_none() && index.parts.iter().all(|part| part.as_plain().is_some())
    }
}
