//! A plan as a person runs it with the database's own client. In go a plan and the statements that
//! its rebuilds took on a database with the schema of that moment, out come the statements of each
//! action, and those that stand around all of them.
//!
//! They are those that the executor sends, from the same functions. What no statement can say is a
//! comment before one that does the same: a backfill fills all rows at once, and where MySQL has
//! two ways of changing a table, the one that always goes is printed.

use super::{Action, Plan};
use crate::Backend;
#[cfg(feature = "cli")]
pub(crate) use crate::dialect::printed::lock_timeout;
pub(crate) use crate::dialect::printed::{Frame, Manner};
use crate::dialect::{online, printed};
use crate::ops::online::Turn;

/// The statements of each action. `rebuilds` has those of each rebuild in their order.
pub(crate) fn printed(plan: &Plan, rebuilds: &[Vec<String>], manner: Manner) -> Vec<Vec<String>> {
    let backend = plan.on_backend();
    let mut rebuilds = rebuilds.iter();
    let of = |action: &Action| match action {
        Action::Statement(statement) => vec![statement.to_string()],
        Action::Online(operation) if online::of(backend).has_online_form() => {
            let turns = operation.turns(backend).into_iter();
            turns.flat_map(|turn| turn_printed(backend, turn, manner)).collect()
        }
        Action::Online(operation) => {
            operation.plain(backend).iter().map(ToString::to_string).collect()
        }
        Action::CheckConversion(conversion) => vec![format!(
            "-- each row of this has a value that does not convert: where there is one, correct it first\n{}",
            conversion.statement(backend)
        )],
        Action::RebuildTable(rebuild) => match rebuilds.next() {
            Some(statements) if manner.in_transaction => statements.clone(),
            Some(statements) => {
                printed::of(backend).transaction(true).with(statements.iter().cloned())
            }
            // The history cannot be replayed so far, and the migrations before say why.
            None => vec![rebuild.description().replace('\n', "\n-- ")],
        },
    };
    plan.actions().iter().map(of).collect()
}

fn turn_printed(backend: Backend, turn: Turn, manner: Manner) -> Vec<String> {
    match turn {
        Turn::Quick { table, statements } => match online::of(backend).locking(&table) {
            Some(locking) => {
                let timeout = printed::of(backend).lock_timeout(manner.patience);
                let together = timeout.into_iter().chain([locking]).chain(statements);
                printed::of(backend).transaction(false).with(together)
            }
            None => statements,
        },
        Turn::Patient(sql) => vec![sql],
        Turn::InPlace { in_place, .. } => {
            vec![format!(
                "-- `up` tries ALGORITHM=INSTANT first, and this where the server refuses it\n{in_place}"
            )]
        }
        Turn::Batches { rows, fill } => vec![format!(
            "-- `up` fills {rows} rows at a time, by primary key, each batch in a transaction of its own; this fills all at once\n\
             {fill}"
        )],
    }
}
