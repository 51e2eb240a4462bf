//! What is noted of a migration that does not end in one transaction with its record: a note and
//! the migration go in, and the row of the history says how far it is.

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};

use super::execution::Execution;
use super::failpoint;
use super::records::Records;
use super::transaction::begin_to_write;

/// What is written of a migration.
#[derive(Clone)]
pub(super) enum Note {
    /// It runs, and cannot share a transaction with its record.
    Start(DateTime<Utc>),
    /// It runs again, and goes on where it was ended.
    Resume(DateTime<Utc>),
    /// It is continued or rolled back from where it was ended.
    Repair(DateTime<Utc>),
    /// So many of its statements are done.
    Advance(usize),
    /// It ended, and may have left something behind.
    Fail(String),
    /// It has left nothing behind on the way up, or on the way down.
    Forget,
    Keep,
}

impl Records<'_> {
    /// Writes a note outside the migration's transaction. Under a lease the two go together:
    /// whoever has lost it writes nothing. The record is a table too, for which the lock of a
    /// backup may be in the way.
    pub(super) async fn note(
        &self,
        db: &DatabaseConnection,
        execution: &Execution<'_>,
        note: Note,
    ) -> Result<(), DbErr> {
        let (attempts, version) = (&execution.attempts, execution.version());
        loop {
            let (written, is_alone) = match self.lock.is_lease() {
                true => (self.fenced_note(db, execution, note.clone()).await, true),
                // The migration may have begun a transaction around it.
                false => (self.write(&db.into(), execution, note.clone()).await, false),
            };
            let Err(error) = &written else { return written };
            let again = match is_alone {
                true => attempts.again_all(version, self.patience, error).await,
                false => attempts.again(version, self.patience, error).await,
            };
            if !again {
                return written;
            }
        }
    }

    async fn fenced_note(
        &self,
        db: &DatabaseConnection,
        execution: &Execution<'_>,
        note: Note,
    ) -> Result<(), DbErr> {
        let transaction = begin_to_write(db, None).await?;
        self.lock.fence(&(&transaction).into()).await?;
        self.write(&(&transaction).into(), execution, note).await?;
        transaction.commit().await
    }

    /// Writes a note where the migration runs.
    pub(super) async fn write(
        &self,
        db: &DatabaseExecutor<'_>,
        execution: &Execution<'_>,
        note: Note,
    ) -> Result<(), DbErr> {
        let (tables, version) = (&self.tables, execution.version());
        match note {
            Note::Start(at) => tables.start(db, &self.begun(execution, at)).await?,
            Note::Resume(at) => tables.resume(db, &self.begun(execution, at)).await?,
            Note::Repair(at) => tables.repair(db, &self.begun(execution, at)).await?,
            Note::Advance(done) => tables.advance(db, version, done).await?,
            Note::Fail(error) => tables.fail(db, version, &error).await?,
            Note::Forget => tables.forget_entry(db, version).await?,
            Note::Keep => tables.keep(db, version).await?,
        }
        failpoint::sent();
        Ok(())
    }
}
