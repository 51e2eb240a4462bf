//! A migration in one message: what it does, its record, and the end of its transaction. In goes
//! the migration and the transaction that was begun for it, out comes whether it is applied. A
//! migration that has values to bind, or is an async function, sends its statements itself, and the
//! rest is one message.
//!
//! A table that a statement locks is then locked for as long as the server works, and for no round
//! trip. A message ends at its first error (PostgreSQL's manual, "Multiple Statements in a Simple
//! Query"), and the record fails where it cannot be written, so that nothing is committed without
//! it. Why it could not be written is found out statement by statement.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, DatabaseExecutor, DatabaseTransaction, DbErr};
use sea_orm_migration::SchemaManager;

use super::actions::KnownActions;
use super::execution::Execution;
use super::failpoint;
use super::failure::Failure;
use super::history::tables::NOT_RECORDED;
use super::records::Records;
use super::run::Runner;
use super::strategy::Strategy;
use crate::Backend;
use crate::error::{Left, code, in_full, reason};
use crate::migration::{Action, plan_of};

/// What the server says where somebody has taken away what was prepared:
/// invalid_sql_statement_name.
const TAKEN_AWAY: &str = "26000";

/// Classes of errors (of data, of syntax and names) that say at which character, and count those of
/// the message.
const COUNTED: [&str; 2] = ["22", "42"];

/// What failed within this time is run again for the sake of that character.
const SOON: Duration = Duration::from_secs(1);

/// Whether the server has the statement that records a migration.
#[derive(PartialEq)]
pub(super) enum Prepared {
    NotYet,
    /// Under this name.
    As(String),
    /// Something in this session is in its way.
    Never,
}

/// What became of a migration that was to be sent at once.
pub(super) enum Sent {
    /// It is applied, and the transaction is the next one.
    Applied(DatabaseTransaction),
    /// It failed.
    Failed(Failure),
    /// Nothing of it is there, and it has to be run statement by statement.
    ByStatements,
}

impl Runner<'_> {
    /// Runs it in a transaction that has just begun.
    pub(super) async fn send_at_once(
        &mut self,
        transaction: DatabaseTransaction,
        execution: &Execution<'_>,
        strategy: Strategy,
        started_at: DateTime<Utc>,
    ) -> Sent {
        let Some(records) = &self.records else { return Sent::ByStatements };
        let statements = statements(execution, self.backend());
        let name = match prepare(records, &mut self.prepared, &transaction).await {
            Ok(name) => name,
            Err(source) => {
                let _ = transaction.rollback().await;
                return self.by_statements(execution, &source);
            }
        };
        if statements.is_none() {
            let manager = SchemaManager::new(DatabaseExecutor::from(&transaction));
            if let Err(source) = self.run_statements(execution, strategy.boundary, &manager).await {
                // What counts is the migration's own error; a lost connection rolls back by itself.
                let _ = transaction.rollback().await;
                return Sent::Failed(Failure::without_a_trace(source));
            }
        }
        let sent_at = Instant::now();
        let sent = send(records, &name, statements, &transaction, execution, started_at).await;
        failpoint::sent();
        let Err(source) = sent else { return Sent::Applied(transaction) };
        let _ = transaction.rollback().await;
        // The server has refused, and rolled back; if it has not answered, nobody knows.
        let Some(code) = code(&source) else {
            return Sent::Failed(Failure { source, left: Left::Unknown });
        };
        let is_unrecorded = in_full(&source).is_some_and(|said| said.contains(NOT_RECORDED));
        if code == TAKEN_AWAY || is_unrecorded {
            return self.by_statements(execution, &source);
        }
        if sent_at.elapsed() < SOON && COUNTED.iter().any(|class| code.starts_with(class)) {
            return Sent::ByStatements;
        }
        // The end is in the message, and a cancellation can come behind it, so the server is asked
        // which side of it this was.
        match records.tables.recorded(self.db).await {
            Ok(recorded) if recorded.iter().any(|version| version == execution.version()) => {
                match self.begin().await {
                    Ok(next) => Sent::Applied(next),
                    Err(source) => Sent::Failed(Failure { source, left: Left::Unknown }),
                }
            }
            Ok(_) => Sent::Failed(Failure::without_a_trace(source)),
            Err(_) => Sent::Failed(Failure { source, left: Left::Unknown }),
        }
    }

    /// It and those behind it go statement by statement.
    fn by_statements(&mut self, execution: &Execution<'_>, why: &DbErr) -> Sent {
        tracing::debug!("{} goes statement by statement: {}", execution.version(), reason(why));
        self.prepared = Prepared::Never;
        Sent::ByStatements
    }
}

/// The statements of a migration that can go in one message: they have no values to bind.
fn statements(execution: &Execution<'_>, backend: Backend) -> Option<Vec<String>> {
    let plan = plan_of(execution.migration, backend, execution.direction)?;
    let text = |action: &Action| match action {
        Action::Statement(statement) if statement.values.is_none() => Some(statement.sql.clone()),
        _ => None,
    };
    plan.actions().iter().map(text).collect()
}

/// Prepares the record where that was not done yet, and gives its name.
async fn prepare(
    records: &Records<'_>,
    prepared: &mut Prepared,
    transaction: &DatabaseTransaction,
) -> Result<String, DbErr> {
    if let Prepared::As(name) = prepared {
        return Ok(name.clone());
    }
    let (name, text) = records.prepared()?;
    transaction.execute_unprepared(&text).await?;
    *prepared = Prepared::As(name.clone());
    Ok(name)
}

async fn send(
    records: &Records<'_>,
    name: &str,
    statements: Option<Vec<String>>,
    transaction: &DatabaseTransaction,
    execution: &Execution<'_>,
    started_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    if statements.is_some() {
        let shown = execution.actions.as_ref().map(KnownActions::shown);
        records.progress.begin_migration(
            execution.version(),
            shown.map(|shown| vec![shown.join("; ")]),
            true,
        );
    }
    let ending = [
        records.prepared_call(name, execution, started_at),
        "COMMIT".to_owned(),
        "BEGIN".to_owned(),
    ];
    let message: Vec<String> = statements.into_iter().flatten().chain(ending).collect();
    // A line's end ends a comment, too.
    transaction.execute_unprepared(&message.join("\n;")).await?;
    records.progress.statement_done();
    Ok(())
}
