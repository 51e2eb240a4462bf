//! Triggers and views that a server leaves as they are when what they name gets another name or
//! goes: every write to their table, or every reading of the view, would fail from then on. In:
//! what was compared, and the triggers and views that the server does not follow. Out: an error
//! that names them.

use std::collections::BTreeSet;

use super::OnBackend;
use crate::change::{Change, Changed};
use crate::sql::tokens::{Token, statements};
use crate::witness::{Definitions, Subject};
use crate::{Backend, Error};

/// The names that nothing has any more, as they were before.
#[derive(Debug, Default)]
pub(crate) struct Gone {
    tables: BTreeSet<String>,
    /// Tables that go as a whole, with their triggers.
    dropped: BTreeSet<String>,
    columns: BTreeSet<(String, String)>,
}

impl Gone {
    /// What a change renames or drops.
    pub(crate) fn of(on: &OnBackend) -> Self {
        let old = |table: &String| {
            let renamed = on.renames.tables.iter().find(|(_, new)| *new == table);
            renamed.map_or(table, |(old, _)| old).clone()
        };
        let renamed = on.renames.columns.keys().map(|(table, column)| (old(table), column.clone()));
        let mut gone = Self {
            tables: on.renames.tables.keys().cloned().collect(),
            columns: renamed.collect(),
            ..Self::default()
        };
        for change in &on.changes {
            match change {
                Change::Table(change) if goes(change) => {
                    gone.dropped.insert(change.table.clone());
                    gone.tables.insert(change.table.clone());
                }
                Change::Column(change) if goes(change) => {
                    let column = change.before.iter().map(|column| column.name.clone());
                    gone.columns.extend(column.map(|column| (old(&change.table), column)));
                }
                _ => {}
            }
        }
        gone
    }

    /// Whether nothing is.
    pub(crate) fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.columns.is_empty()
    }

    /// Refuses what would leave a trigger or a view behind, of those that no server follows.
    ///
    /// # Errors
    /// [`Error::Decision`] that names each of them, with what it names.
    pub(crate) fn refuse(&self, backend: Backend, unfollowed: &Definitions) -> Result<(), Error> {
        let mut messages = Vec::new();
        for (subject, text) in &unfollowed.texts {
            if subject.table.as_ref().is_some_and(|of| self.dropped.contains(of)) {
                continue;
            }
            let words = statements(backend, text).concat();
            messages.extend(self.named_in(subject, &words).map(|name| {
                format!("the {subject} names {name}, and {} would leave it so", backend.name())
            }));
        }
        if messages.is_empty() {
            return Ok(());
        }
        Err(Error::Decision { message: messages.join("; "), hint: HINT.to_owned() })
    }

    /// What of it a text names.
    fn named_in(&self, subject: &Subject, words: &[Token]) -> Option<String> {
        let has = |name: &str| words.iter().any(|word| is(word, name));
        // A row of its own table is named by a trigger as NEW or OLD.
        let has_of_row = |column: &str| {
            words.windows(3).any(|of| match of {
                [row, Token::Symbol('.'), name] => row.is_any(&["new", "old"]) && is(name, column),
                _ => false,
            })
        };
        let plain = |table: &str| crate::schema::parts(table).1;
        let column = self.columns.iter().find(|(table, column)| {
            let is_own = subject.table.as_ref() == Some(table) && has_of_row(column);
            is_own || has(&plain(table)) && has(column)
        });
        let table = || self.tables.iter().find(|table| has(&plain(table)));
        column
            .map(|(table, column)| format!("the column {column} of {table}"))
            .or_else(|| table().map(|table| format!("the table {table}")))
    }
}

const HINT: &str = "nothing was written; write it by hand: `generate NAME --empty` makes a blank migration, which drops \
    what names it, makes the change, and makes it again with the new name";

fn goes<T>(change: &Changed<T>) -> bool {
    change.before.is_some() && change.after.is_none()
}

fn is(word: &Token, name: &str) -> bool {
    matches!(word, Token::Word(word) | Token::Name(word) if word.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(table: Option<&str>, kind: &str, name: &str) -> Subject {
        let [kind, name, attribute] = [kind, name, "definition"].map(str::to_owned);
        Subject { table: table.map(str::to_owned), kind, name, attribute }
    }

    fn refused(of: Subject, text: &str) -> String {
        let gone = Gone {
            tables: ["old_log".to_owned()].into(),
            dropped: ["gone".to_owned()].into(),
            columns: [("f".to_owned(), "v".to_owned())].into(),
        };
        let texts = [(of, text.to_owned())].into();
        let there = Definitions { texts, ..Definitions::default() };
        gone.refuse(Backend::MySql, &there).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn what_names_a_name_that_goes_is_refused() {
        for (of, text, names) in [
            (Some("f"), "BEFORE INSERT SET NEW.`V` = 1", true),
            (Some("f"), "BEFORE INSERT SET NEW.w = 'NEW.v'", false),
            (Some("g"), "AFTER INSERT INSERT INTO f (id, v) VALUES (1, 2)", true),
            (Some("g"), "AFTER INSERT SET NEW.v = 1", false),
            (Some("g"), "AFTER INSERT INSERT INTO old_log VALUES (1)", true),
            (None, "select `f`.`v` AS `v` from `f`", true),
            (None, "select `f`.`id` AS `id` from `f`", false),
            (Some("gone"), "AFTER INSERT INSERT INTO f (id, v) VALUES (1, 2)", false),
        ] {
            let kind = if of.is_some() { "trigger" } else { "view" };
            let refused = refused(subject(of, kind, "x"), text);
            assert_eq!(refused.contains(&format!("the {kind} x")), names, "{text}: {refused}");
        }
    }
}
