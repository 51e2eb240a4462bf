//! What a rule looks at: one step on one backend.

use sea_orm::DbBackend;

use super::sql::{How, Operation, Parsed};
use super::{Ground, Hit, Source, Table};

/// One step on one backend.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub backend: DbBackend,
    pub version: &'a str,
    /// The step's number in the history.
    pub number: usize,
    /// Whether its statements run in one transaction there.
    pub in_transaction: bool,
    /// What it does, one entry for each operation.
    pub seen: Vec<Seen>,
    /// Why it could not be recorded.
    pub failed: Option<String>,
    /// What undoing it does; none where that fails when it is recorded, with the reason.
    pub down: Result<Vec<Parsed>, String>,
    /// What there was before it, and what there is after it.
    pub before: &'a Ground,
    pub after: &'a Ground,
    /// Its file, where there is one.
    pub source: Option<&'a Source>,
    /// Whether it is older than a step that the database has.
    pub is_late: bool,
}

/// One operation of a step.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The number of its statement in the step.
    pub statement: usize,
    pub operation: Operation,
    pub how: How,
    /// What there was before it.
    pub before: Ground,
}

impl Subject<'_> {
    /// A table that was there before this step, and so may have rows and be in use.
    pub(crate) fn existing<'s>(&self, seen: &'s Seen, table: &str) -> Option<&'s Table> {
        seen.before.table(table).filter(|of| of.step != self.number)
    }

    /// The first table of a statement that was there before this step.
    pub(crate) fn existing_table_of(&self, statement: usize) -> Option<String> {
        let seen = self.seen.iter().filter(|seen| seen.statement == statement);
        seen.filter_map(|seen| seen.table().filter(|table| self.existing(seen, table).is_some())).next()
    }

    /// What `find` says of each operation.
    pub(crate) fn hits(&self, find: impl Fn(&Seen) -> Option<Hit>) -> Vec<Hit> {
        let hit = |seen: &Seen| find(seen).map(|hit| Hit { statement: Some(seen.statement), ..hit });
        self.seen.iter().filter_map(hit).collect()
    }
}

impl Seen {
    /// The table that the operation is about.
    pub(crate) fn table(&self) -> Option<String> {
        use Operation as O;
        match &self.operation {
            O::CreateTable { table, .. }
            | O::DropTable { table }
            | O::RenameTable { table, .. }
            | O::RebuildTable { table, .. }
            | O::AddColumn { table, .. }
            | O::DropColumn { table, .. }
            | O::RenameColumn { table, .. }
            | O::AlterColumn { table, .. }
            | O::ModifyColumn { table, .. }
            | O::AddConstraint { table, .. }
            | O::ValidateConstraint { table, .. }
            | O::DropConstraint { table, .. }
            | O::CreateIndex { table, .. }
            | O::CreateTrigger { table, .. }
            | O::Rows { table, .. } => Some(table.clone()),
            O::DropIndex { table: Some(table), .. } => Some(table.clone()),
            O::DropIndex { name, .. } => self.before.table_of_index(name).map(str::to_owned),
            O::CreateType { .. }
            | O::DropType { .. }
            | O::AddValue { .. }
            | O::RenameValue { .. }
            | O::Set { .. }
            | O::Other => None,
        }
    }
}

impl Hit {
    /// About an object of a table; the operation's number is put in by [`Subject::hits`].
    pub(crate) fn of(table: &str, object: Option<&str>, message: impl Into<String>) -> Self {
        Self {
            table: Some(table.to_owned()),
            object: object.map(str::to_owned),
            message: message.into(),
            ..Self::default()
        }
    }
}
