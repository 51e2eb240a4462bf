//! Findings that stand: what `generate` asks about before it writes it, and what takes no lock that
//! lasts.

use std::collections::BTreeMap;
use std::sync::Mutex;

use migration_kit::inside::schema::{Column, Schema, Table};
use migration_kit::migration::Plan;
use squawk_linter::Rule;

use super::Found;

/// The two schemas that a migration is between, and what was said of `--online`.
pub struct Known<'a> {
    pub from: &'a Schema,
    pub to: &'a Schema,
    /// Why columns cannot be switched, where that was asked for.
    pub refused: Option<String>,
}

/// How often each was met, for whoever reads what a test prints.
pub static MET: Mutex<BTreeMap<&str, usize>> = Mutex::new(BTreeMap::new());

impl Known<'_> {
    /// Those of a migration's findings for which there is no reason.
    pub fn others(&self, found: Vec<Found>, migration: &Plan) -> Vec<Found> {
        let is_other = |of: &Found| match self.why(of, migration) {
            Some(why) => {
                *MET.lock().unwrap().entry(why).or_default() += 1;
                false
            }
            None => true,
        };
        found.into_iter().filter(is_other).collect()
    }

    fn why(&self, of: &Found, migration: &Plan) -> Option<&'static str> {
        match of.rule {
            Rule::RequireConcurrentIndexDeletion => self.why_index(&of.sql, migration),
            Rule::ChangingColumnType => self.why_type(&of.sql),
            // PostgreSQL looks at no row when the column takes no NULL already
            // (`ATExecSetNotNull`).
            Rule::AddingNotNullableField if of.sql.contains(" TYPE ") => {
                let (table, column) = altered(&of.sql)?;
                let old = column_of(self.from, &table, column)?;
                (!old.nullable).then_some("NOT NULL said once more beside a type")
            }
            _ => None,
        }
    }

    /// The transaction has the table to itself already, to change or to drop a column of the index,
    /// and an index is gone in a moment. It could not be there any more when the migration that
    /// runs online comes.
    fn why_index(&self, sql: &str, migration: &Plan) -> Option<&'static str> {
        let name = unquoted(sql.strip_prefix("DROP INDEX ")?.trim_end_matches(';'));
        let name = name.rsplit('.').next()?;
        let of =
            |(_, table): &(&String, &Table)| table.indexes.iter().any(|index| index.name == name);
        let (table, _) = self.from.tables.iter().find(of)?;
        let alters = |sql: &String| {
            let of = sql.strip_prefix("ALTER TABLE ").and_then(|rest| rest.split_once("\" "));
            of.is_some_and(|(of, _)| unquoted(of) == *table)
        };
        let is_locked = !migration.is_online() && migration.sql().iter().any(alters);
        is_locked.then_some("an index of a column that the transaction changes")
    }

    /// A type is changed in place where the values stay as they are; where they do not, people are
    /// asked (`--accept`), and with `--online` told what stands in the way of a new column.
    fn why_type(&self, sql: &str) -> Option<&'static str> {
        let (table, column) = altered(sql)?;
        let (old, new) =
            (column_of(self.from, &table, column)?, column_of(self.to, &table, column)?);
        let length = |ty: &str| {
            let inner = ty.strip_prefix("character varying(")?.strip_suffix(')')?;
            inner.parse::<u32>().ok()
        };
        let grows = match (length(&old.ty), length(&new.ty)) {
            (Some(old), Some(new)) => old <= new,
            (Some(_), None) => new.ty == "text",
            (None, _) => false,
        };
        let is_refused = |refused: &String| refused.contains(&format!("{table}.{column}, "));
        match &self.refused {
            _ if grows => Some("a longer text"),
            _ if old.ty == new.ty => Some("values of an enum that go or change places"),
            None => Some("another type, without --online"),
            Some(refused) if is_refused(refused) => {
                Some("another type, of which --online says why not")
            }
            Some(_) => None,
        }
    }
}

/// The table and the column of `ALTER TABLE … ALTER COLUMN …`, without quotes.
fn altered(sql: &str) -> Option<(String, &str)> {
    let (table, rest) = sql.strip_prefix("ALTER TABLE ")?.split_once(" ALTER COLUMN \"")?;
    let (column, _) = rest.split_once("\" ")?;
    Some((unquoted(table), column))
}

/// A name as a schema has it.
fn unquoted(name: &str) -> String {
    name.replace("\".\"", ".").replace('"', "")
}

fn column_of<'s>(schema: &'s Schema, table: &str, column: &str) -> Option<&'s Column> {
    schema.tables.get(table)?.columns.iter().find(|of| of.name == column)
}
