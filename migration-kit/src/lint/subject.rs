//! What a rule looks at: one migration on one backend.

use std::panic::Location;

use super::{Failure, Ground, Hit, Source, Table};
use crate::Backend;
use crate::dialect::effects::{Effect, effects};
use crate::sql::statement::{Constraint, ConstraintKind, How, Operation, Parsed};

/// One migration on one backend.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub backend: Backend,
    pub version: &'a str,
    /// The migration's number in the history.
    pub number: usize,
    /// Whether its statements run in one transaction there.
    pub in_transaction: bool,
    /// Whether it goes on where it was ended.
    pub goes_on: bool,
    /// Its statements; a text may hold several.
    pub statements: &'a [Vec<Parsed>],
    /// Where each text stands in the source, in a migration that is data.
    pub places: &'a [&'static Location<'static>],
    /// What it does, one entry for each operation.
    pub seen: &'a [Seen],
    /// Whether it has read rows that a real database may have, and the recorder has not.
    pub depends_on_data: bool,
    /// Whether a second run has done something else.
    pub varies: bool,
    /// Why it could not be recorded.
    pub failed: Option<&'a Failure>,
    /// What rolling it back does, or why that fails when it is recorded.
    pub down: Result<&'a [Parsed], &'a str>,
    /// What there was before it, what there is after it, and what there is after the last migration
    /// of all.
    pub before: &'a Ground,
    pub after: &'a Ground,
    pub end: &'a Ground,
    /// Its file, where there is one.
    pub source: Option<&'a Source>,
    /// Whether it is older than a migration that the database has.
    pub is_out_of_order: bool,
}

/// One operation of a migration.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The number of its statement in the migration.
    pub statement: usize,
    pub operation: Operation,
    pub how: How,
    /// What there was before it.
    pub before: Ground,
}

impl Subject<'_> {
    /// A table that was there before this migration, and so may have rows and be in use.
    pub(crate) fn existing<'s>(&self, seen: &'s Seen, table: &str) -> Option<&'s Table> {
        seen.before.table(table).filter(|of| of.migration != self.number)
    }

    /// What `find` says of each operation.
    pub(crate) fn hits(&self, find: impl Fn(&Seen) -> Option<Hit>) -> Vec<Hit> {
        self.all_hits(|seen| find(seen).into_iter().collect())
    }

    /// The same where there may be several.
    pub(crate) fn all_hits(&self, find: impl Fn(&Seen) -> Vec<Hit>) -> Vec<Hit> {
        let hit = |seen: &Seen, hit| Hit { statement: Some(seen.statement), ..hit };
        self.seen
            .iter()
            .flat_map(|seen| find(seen).into_iter().map(move |of| hit(seen, of)))
            .collect()
    }

    /// What `find` says of each effect of a way, which it gets by its place among all of them: the
    /// object and the message.
    pub(crate) fn effect_hits(
        &self,
        find: impl Fn(&[Effect], usize) -> Option<(String, String)>,
    ) -> Vec<Hit> {
        let of = |parsed: &Parsed| effects(self.backend, &parsed.words);
        let up = self.statements.iter().enumerate();
        let up = up
            .flat_map(|(at, text)| text.iter().flat_map(of).map(move |effect| (Some(at), effect)));
        let down = self.down.unwrap_or_default().iter().flat_map(of).map(|effect| (None, effect));
        let mut hits = Vec::new();
        for (is_down, way) in [(false, up.collect::<Vec<_>>()), (true, down.collect())] {
            let (statements, effects): (Vec<_>, Vec<_>) = way.into_iter().unzip();
            for (at, statement) in statements.into_iter().enumerate() {
                let Some((object, message)) = find(&effects, at) else { continue };
                let message = if is_down { format!("`down`: {message}") } else { message };
                let hit = Hit { statement, object: Some(object), message, ..Hit::default() };
                // A statement may do it twice.
                if !hits.contains(&hit) {
                    hits.push(hit);
                }
            }
        }
        hits
    }

    /// Whether any operation is that.
    pub(crate) fn any(&self, is: impl Fn(&Operation) -> bool) -> bool {
        self.seen.iter().any(|seen| is(&seen.operation))
    }

    /// Whether a column is dropped and another one takes its name, with nobody looking in between.
    pub(crate) fn switches(&self, table: &str, column: &str) -> bool {
        let is_named = |operation: &Operation| matches!(operation, Operation::RenameColumn { table: of, to, .. } if of == table && to == column);
        let is_dropped = |seen: &Seen| {
            seen.table() == Some(table)
                && seen.dropped_columns().iter().any(|dropped| dropped == column)
        };
        self.in_transaction && self.any(is_named) && self.seen.iter().any(is_dropped)
    }

    /// The columns that the migration defines, of new tables too, each with its table and the
    /// operation.
    pub(crate) fn defined(
        &self,
    ) -> impl Iterator<Item = (&Seen, &str, &crate::sql::statement::Column)> {
        self.seen.iter().flat_map(|seen| {
            let (table, columns) = match &seen.operation {
                Operation::CreateTable { table, columns, .. } => {
                    (table.as_str(), columns.as_slice())
                }
                Operation::AddColumn { table, column }
                | Operation::ModifyColumn { table, column } => {
                    (table.as_str(), std::slice::from_ref(column))
                }
                _ => ("", [].as_slice()),
            };
            columns.iter().map(move |column| (seen, table, column))
        })
    }
}

impl Seen {
    /// The table that the operation is about.
    pub(crate) fn table(&self) -> Option<&str> {
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
            | O::Rows { table, .. } => Some(table),
            O::DropIndex { table: Some(table), .. }
            | O::RenameObject { table: Some(table), .. } => Some(table),
            O::DropIndex { name, .. } | O::RenameObject { name, .. } => {
                self.before.table_of_index(name)
            }
            O::CreateType { .. }
            | O::RenameType { .. }
            | O::DropType { .. }
            | O::AddValue { .. }
            | O::RenameValue { .. }
            | O::DropTrigger { .. }
            | O::CreateView { .. }
            | O::DropView { .. }
            | O::Set { .. }
            | O::Other => None,
        }
    }

    /// The column, index or constraint that it is about, by its name.
    pub(crate) fn object(&self) -> Option<&str> {
        use Operation as O;
        match &self.operation {
            O::AddColumn { column, .. } | O::ModifyColumn { column, .. } => Some(&column.name),
            O::DropColumn { column, .. }
            | O::RenameColumn { column, .. }
            | O::AlterColumn { column, .. } => Some(column),
            O::AddConstraint { constraint, .. } => {
                constraint.name.as_deref().or_else(|| first(constraint))
            }
            O::CreateIndex { index, .. } => {
                index.name.as_deref().or_else(|| index.parts.first().map(String::as_str))
            }
            O::ValidateConstraint { name, .. }
            | O::DropConstraint { name, .. }
            | O::DropIndex { name, .. }
            | O::RenameObject { name, .. } => Some(name),
            _ => None,
        }
    }

    /// Whether it changes a schema: not rows, and not a setting.
    pub(crate) fn is_definition(&self) -> bool {
        use Operation as O;
        let is_other = matches!(self.operation, O::Rows { .. } | O::Set { .. } | O::Other);
        !is_other && !matches!(self.operation, O::CreateView { .. } | O::DropView { .. })
    }

    /// The columns that it takes out of a table.
    pub(crate) fn dropped_columns(&self) -> Vec<String> {
        match &self.operation {
            Operation::DropColumn { column, .. } => vec![column.clone()],
            Operation::RebuildTable { dropped: Some(dropped), .. } => dropped.clone(),
            Operation::RebuildTable { table, columns, renamed, dropped: None, .. } => {
                let stays = |name: &str| {
                    columns.iter().any(|column| column.name == name)
                        || renamed.iter().any(|(from, _)| from == name)
                };
                let known =
                    self.before.table(table).map(|of| of.columns.as_slice()).unwrap_or_default();
                known.iter().map(|column| column.name.clone()).filter(|name| !stays(name)).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn first(constraint: &Constraint) -> Option<&str> {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. }
        | ConstraintKind::Unique { columns, .. }
        | ConstraintKind::ForeignKey { columns, .. } => columns.first().map(String::as_str),
        _ => None,
    }
}
