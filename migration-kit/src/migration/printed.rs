//! A plan as a person runs it with the database's own client. In go a plan and the statements that
//! its rebuilds took on a database with the schema of that moment, out come the statements of each
//! action, and those that stand around all of them.
//!
//! They are those that the executor sends, from the same functions. What no statement can say is a
//! comment before one that does the same: a backfill fills all rows at once, and where MySQL has
//! two ways of changing a table, the one that always goes is printed.

use std::time::Duration;

use super::{Action, Plan};
use crate::Backend;
use crate::ops::online::{Turn, locking};

/// How a migration runs, as far as the statements around its own depend on it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Manner {
    pub in_transaction: bool,
    /// SQLite: it makes a table anew, for which foreign keys are off.
    pub rebuilds: bool,
    /// It waits for others without being in their way.
    pub is_patient: bool,
    /// How long a statement waits for a table of a server.
    pub patience: Duration,
}

/// What stands before the statements of a migration, and behind them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    pub before: Vec<String>,
    pub after: Vec<String>,
}

impl Frame {
    /// The transaction, and the settings that are not those of the session.
    pub(crate) fn of(backend: Backend, manner: Manner) -> Self {
        let mut frame = Self::default();
        let all = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        if backend == Backend::Sqlite && manner.rebuilds {
            frame.before.push("PRAGMA foreign_keys = OFF".to_owned());
            frame.after.extend(all(&["PRAGMA foreign_keys = ON"]));
        }
        if backend == Backend::Postgres && manner.is_patient {
            frame.before.push(lock_timeout("", Duration::ZERO));
            frame.after.push(lock_timeout("", manner.patience));
        }
        if !manner.in_transaction {
            return frame;
        }
        match backend {
            Backend::Sqlite => {
                frame.before.push("BEGIN IMMEDIATE".to_owned());
                let check = manner.rebuilds.then(|| CHECK.to_owned());
                let ending = check.into_iter().chain(["COMMIT".to_owned()]);
                frame.after.splice(0..0, ending.collect::<Vec<_>>());
            }
            Backend::Postgres => {
                frame.before.push("BEGIN".to_owned());
                frame.after.insert(0, "COMMIT".to_owned());
            }
            Backend::MySql => {}
        }
        frame
    }
}

/// The executor compares what this tells with what it told before.
const CHECK: &str = "-- each row of this is one without its parent; where there are more than before, ROLLBACK\n\
     PRAGMA foreign_key_check";

/// PostgreSQL's setting for the session, or with `LOCAL ` for a transaction.
pub(crate) fn lock_timeout(scope: &str, time: Duration) -> String {
    format!("SET {scope}lock_timeout = {}", time.as_millis())
}

/// The statements of each action. `rebuilds` has those of each rebuild in their order.
pub(crate) fn printed(plan: &Plan, rebuilds: &[Vec<String>], manner: Manner) -> Vec<Vec<String>> {
    let mut rebuilds = rebuilds.iter();
    let of = |action: &Action| match action {
        Action::Statement(statement) => vec![statement.to_string()],
        Action::Online(operation) if plan.on_backend() == Backend::Sqlite => {
            operation.plain(plan.on_backend()).iter().map(ToString::to_string).collect()
        }
        Action::Online(operation) => {
            let turns = operation.turns(plan.on_backend());
            turns
                .into_iter()
                .flat_map(|turn| turn_printed(plan.on_backend(), turn, manner))
                .collect()
        }
        Action::RebuildTable(rebuild) => match rebuilds.next() {
            Some(statements) if manner.in_transaction => statements.clone(),
            Some(statements) => {
                let (begin, end) = (["BEGIN IMMEDIATE"], [CHECK, "COMMIT"]);
                let inner = statements.iter().map(String::as_str);
                begin.into_iter().chain(inner).chain(end).map(str::to_owned).collect()
            }
            // The history cannot be replayed so far, and the migrations before say why.
            None => vec![rebuild.description().replace('\n', "\n-- ")],
        },
    };
    plan.actions().iter().map(of).collect()
}

fn turn_printed(backend: Backend, turn: Turn, manner: Manner) -> Vec<String> {
    match turn {
        Turn::Quick { table, statements } if backend == Backend::Postgres => {
            let begin =
                ["BEGIN".to_owned(), lock_timeout("LOCAL ", manner.patience), locking(&table)];
            begin.into_iter().chain(statements).chain(["COMMIT".to_owned()]).collect()
        }
        Turn::Quick { statements, .. } => statements,
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
