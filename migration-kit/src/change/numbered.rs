//! A column that numbers itself where only a key can do that: it comes in one statement with the
//! key that begins with it, and goes with it. In: a column that is new or goes. Out: that
//! statement; what changes keys leaves the one that it brings alone.

use super::{Phase, Script, define};
use crate::schema::{Column, Index, Schema, Unique};
use crate::statement::{Sql, Statement};

/// The key that comes or goes with a column.
enum With<'s> {
    /// With all its columns.
    Primary(&'s [String]),
    /// What it is called, what it is, and its columns.
    Other(String, &'static str, Vec<String>),
}

/// Adds the column with its key, if it needs one to number itself.
pub(super) fn add(table: &str, column: &Column, script: &mut Script<'_>) -> bool {
    let after = script.after;
    let Some(with) = script.key_with(after, script.before, table, column) else { return false };
    let mut definition = define::column(script.backend, after, table, column);
    let sql = Sql(script.backend);
    let (phase, clause) = match with {
        With::Primary([_]) => {
            definition.primary_key = true;
            (Phase::AddPrimaryKeys, None)
        }
        With::Primary(columns) => {
            let clause = format!("ADD PRIMARY KEY {}", sql.names(columns));
            (Phase::AddPrimaryKeys, Some(clause))
        }
        With::Other(name, kind, columns) => {
            let clause = format!("ADD {kind} {} {}", sql.name(&name), sql.names(&columns));
            (Phase::AddColumns, Some(clause))
        }
    };
    let add = Statement::AddColumn { table: table.to_owned(), column: definition };
    let add = clause.map_or(add.clone(), |clause| add.and(script.backend, &clause));
    script.add(phase, table, &column.name, add);
    true
}

/// Drops it with its key, likewise.
pub(super) fn drop(table: &str, column: &Column, script: &mut Script<'_>) -> bool {
    let before = script.before;
    let Some(with) = script.key_with(before, script.after, table, column) else { return false };
    let clause = match with {
        With::Primary(_) => "DROP PRIMARY KEY".to_owned(),
        With::Other(name, ..) => format!("DROP INDEX {}", Sql(script.backend).name(&name)),
    };
    let drop = Statement::DropColumn { table: table.to_owned(), column: column.name.clone() };
    script.add(Phase::DropColumns, table, &column.name, drop.and(script.backend, &clause));
    true
}

impl Script<'_> {
    /// Whether the primary key that `of` has comes or goes with a column.
    pub(super) fn key_is_with_column(&self, is_new: bool, table: &str) -> bool {
        self.with_column(is_new, table, |with| matches!(with, With::Primary(_)))
    }

    /// The same of a unique constraint.
    pub(super) fn unique_is_with_column(&self, is_new: bool, table: &str, of: &Unique) -> bool {
        self.other_is_with_column(is_new, table, &of.object_name())
    }

    /// The same of an index.
    pub(super) fn index_is_with_column(&self, is_new: bool, table: &str, of: &Index) -> bool {
        self.other_is_with_column(is_new, table, &of.name)
    }

    fn other_is_with_column(&self, is_new: bool, table: &str, of: &str) -> bool {
        self.with_column(is_new, table, |with| matches!(with, With::Other(name, ..) if name == of))
    }

    /// Whether a column that is new, or goes, has such a key with it.
    fn with_column(&self, is_new: bool, table: &str, is: impl Fn(&With<'_>) -> bool) -> bool {
        let (of, other) = match is_new {
            true => (self.after, self.before),
            false => (self.before, self.after),
        };
        let columns = of.tables.get(table).into_iter().flat_map(|table| &table.columns);
        columns.filter_map(|column| self.key_with(of, other, table, column)).any(|with| is(&with))
    }

    /// The key of `of` without which a column cannot be, which the other schema does not have.
    fn key_with<'s>(
        &self,
        of: &'s Schema,
        other: &Schema,
        table: &str,
        column: &Column,
    ) -> Option<With<'s>> {
        let name = &column.name;
        let filled = self.backfills.contains_key(&(table.to_owned(), name.clone()));
        let needs_key = self.alter().is_some_and(|alter| alter.numbers_keys_only());
        if !needs_key || column.identity.is_none() || filled {
            return None;
        }
        other.tables.get(table).filter(|table| table.column(name).is_none())?;
        let table = of.tables.get(table)?;
        if table.primary_key.first() == Some(name) {
            return Some(With::Primary(&table.primary_key));
        }
        let unique = table.uniques.iter().find(|unique| unique.columns.first() == Some(name));
        if let Some(unique) = unique {
            return Some(With::Other(unique.object_name(), "UNIQUE KEY", unique.columns.clone()));
        }
        let is_plain = |index: &&Index| {
            let mut parts = index.parts.iter().map(|part| part.as_plain());
            index.method.is_none()
                && parts.all(|part| part.is_some_and(|(_, descending)| !descending))
                && index.columns().first() == Some(name)
        };
        let index = table.indexes.iter().find(is_plain)?;
        let kind = if index.unique { "UNIQUE KEY" } else { "KEY" };
        Some(With::Other(index.name.clone(), kind, index.columns()))
    }
}
