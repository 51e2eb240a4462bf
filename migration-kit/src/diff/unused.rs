//! Answers to questions that nobody asked: most likely a name was mistyped, and what was meant did not happen.

use super::{Answers, OnBackend};
use crate::Error;
use crate::schema::{Meaning, member};

impl Answers {
    /// Refuses a rename, a backfill, the drop of a table or an `--online` that is about nothing in these changes, and an answer
    /// that could be about two things. Other answers do no harm.
    ///
    /// # Errors
    /// [`Error::Config`] that names the flag; [`Error::Decision`] for an `--online` that something is in the way of.
    pub fn refuse_unused(&self, on: &[OnBackend]) -> Result<(), Error> {
        if let Some(name) = self.drops.iter().chain(&self.accepts).find(|name| is_ambiguous(on, name)) {
            return Err(Error::Config {
                message: format!(
                    "{name} is a table of another schema, and something of a table of the default one"
                ),
                hint: Some(
                    "write this change by hand: `generate NAME --empty` makes a blank step".to_owned(),
                ),
            });
        }
        for (old, new) in &self.rename_tables {
            if !on.iter().any(|on| on.renames.tables.get(old) == Some(new)) {
                return Err(unused(
                    &format!("--rename-table {old}:{new}"),
                    "the migrations have no such table, or the entities none of the new name",
                ));
            }
        }
        for ((table, old), new) in &self.renames {
            if !on.iter().any(|on| self.is_rename_of(on, table, old, new)) {
                return Err(unused(
                    &format!("--rename {}:{new}", member(table, old)),
                    "there is no column or value that went and no other one that came",
                ));
            }
        }
        for (table, column) in self.fills.keys() {
            if !on.iter().any(|on| is_filled(on, table, column)) {
                let why = "the column is not new, and takes NULL no less than before";
                return Err(unused(&format!("--backfill {}=…", member(table, column)), why));
            }
        }
        match self.drops.iter().find(|name| self.declared.contains(*name)) {
            Some(name) => Err(unused(&format!("--drop {name}"), "an entity declares that table")),
            None => self.refuse_swaps(on),
        }
    }

    fn is_rename_of(&self, on: &OnBackend, table: &str, old: &str, new: &str) -> bool {
        let now = self.rename_tables.get(table).map_or(table, String::as_str);
        let of_column = on.renames.columns.get(&(now.to_owned(), old.to_owned()));
        let before = on.renames.apply(on.backend, &on.before);
        let mut enums = before.enum_columns().filter_map(|(of, column, from)| {
            match &on.after.tables.get(of)?.column(&column.name)?.meaning {
                Some(Meaning::Enum { name, values }) if name == table => {
                    Some(self.renamed_values(name, from, values))
                }
                _ => None,
            }
        });
        of_column.is_some_and(|to| to == new) || enums.any(|renamed| renamed.contains_key(old))
    }
}

/// Whether `a.b` is both the table b of the schema a, and the b of the table a.
fn is_ambiguous(on: &[OnBackend], name: &String) -> bool {
    let mut schemas = on.iter().flat_map(|on| [&on.before, &on.after]);
    schemas.clone().any(|schema| schema.tables.contains_key(name))
        && schemas.any(|schema| {
            schema.objects().keys().any(|of| !of.name.is_empty() && member(&of.table, &of.name) == *name)
        })
}

fn is_filled(on: &OnBackend, table: &str, column: &str) -> bool {
    let Some(new) = on.after.tables.get(table).and_then(|table| table.column(column)) else { return false };
    let before = on.renames.apply(on.backend, &on.before);
    let old = before.tables.get(table).and_then(|table| table.column(column)).cloned();
    old.is_none_or(|old| old.nullable && !new.nullable)
}

pub(super) fn unused(flag: &str, why: &str) -> Error {
    Error::Config {
        message: format!("{flag} answers nothing: {why}"),
        hint: Some("look at the names, or leave the flag out; nothing was written".to_owned()),
    }
}
