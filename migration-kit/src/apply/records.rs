//! What a migration is recorded with, and how.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, PostgresQueryBuilder};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DatabaseExecutor, DbErr, Statement};

use super::actions::KnownActions;
use super::actions_by_version::ActionsByVersion;
use super::execution::Execution;
use super::failpoint;
use super::history::tables::{HistoryTables, Proviso, Written};
use super::lock::Lock;
use super::progress::Progress;
use super::strategy::Boundary;
use super::waiting::Watch;
use crate::Backend;
use crate::Direction;
use crate::dialect;
use crate::dialect::state::SessionState;
use crate::error::reason;

/// The records of a database, and what has to be true when they are written.
pub(super) struct Records<'a> {
    pub(super) tables: HistoryTables,
    pub(super) all_actions: &'a ActionsByVersion,
    pub(super) lock: &'a Lock,
    /// Settings that every transaction begins with, where the session cannot keep them.
    pub(super) settings: Option<Statement>,
    /// What the session was when the lock was taken.
    pub(super) state: &'a SessionState,
    /// How long a statement waits for a table.
    pub(super) patience: Duration,
    pub(super) watch: Option<&'a Watch>,
    pub(super) progress: &'a Progress,
}

impl Records<'_> {
    /// What is recorded of a migration that ends now.
    pub(super) fn finished<'j>(
        &self,
        execution: &Execution<'j>,
        started_at: DateTime<Utc>,
    ) -> Written<'j> {
        let now = Utc::now();
        let (applied_at, elapsed) = (Some(now.timestamp()), (now - started_at).to_std().ok());
        Written { applied_at, elapsed, ..self.begun(execution, started_at) }
    }

    pub(super) fn begun<'j>(
        &self,
        execution: &Execution<'j>,
        started_at: DateTime<Utc>,
    ) -> Written<'j> {
        let (version, direction, actions) =
            (execution.version(), execution.direction, execution.actions.clone());
        Written {
            version,
            direction,
            actions,
            applied_at: None,
            started_at: Some(started_at),
            elapsed: None,
        }
    }

    /// Limits how long a statement waits for a table.
    pub(super) async fn wait_for_tables(
        &self,
        db: &DatabaseExecutor<'_>,
        patience: Duration,
    ) -> Result<(), DbErr> {
        // What every transaction begins with says it, too.
        match self.settings {
            Some(_) => Ok(()),
            None => dialect::session::of(Backend::of(db)).wait_for_tables(db, patience).await,
        }
    }

    /// Records a migration that has run, where it ran. The server is asked first whether the
    /// session is what it was and holds the lock, whether a transaction is open that nobody ended,
    /// and whether what the migration did is still there; what the migration has left behind is
    /// taken away. All of that goes with the record's own statement where it can.
    ///
    /// # Errors
    /// [`DbErr::Migration`] when it cannot be recorded, with what the migration has done.
    pub(super) async fn finish(
        &self,
        db: &DatabaseExecutor<'_>,
        execution: &Execution<'_>,
        boundary: Boundary,
        started_at: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let outside = !boundary.has_transaction();
        let written = self.finished(execution, started_at);
        let proviso = self.proviso(execution, outside);
        let recorded = match execution.is_plain() {
            true => {
                self.lock.fence(db).await?;
                self.record(db, &written, &proviso).await?
            }
            false if self.in_one_message(db) => {
                self.reset_and_record(db, &written, &proviso).await?
            }
            false => {
                if !outside {
                    self.state.reopen(db).await;
                }
                if !self.state.clear(db, outside).await? {
                    return Err(left_open());
                }
                self.drop_temporary(db, execution).await?;
                self.lock.fence(db).await?;
                self.record(db, &written, &proviso).await?
            }
        };
        failpoint::sent();
        if recorded {
            return Ok(());
        }
        self.why_not(db, &written, outside, proviso.begun).await?;
        // Only the session is not what it was.
        self.state.put_back(db).await?;
        self.lock.fence(db).await?;
        match self.record(db, &written, &proviso).await? {
            true => Ok(()),
            false => Err(DbErr::Migration(
                "its record is not written: a trigger or a rule on the table of the migrations swallows it, or the session \
                 cannot be put back"
                    .to_owned(),
            )),
        }
    }

    /// Records migrations that have run in one transaction, if the session is still what it was.
    /// They are committed together, so they are recorded together; and in the end, because whoever
    /// renews a lease waits for this transaction from then on.
    pub(super) async fn put(
        &self,
        db: &DatabaseExecutor<'_>,
        written: &[Written<'_>],
    ) -> Result<(), DbErr> {
        self.lock.fence(db).await?;
        let proviso = Proviso { session: self.state.is_same.clone(), begun: false };
        if proviso.session.is_some() && !self.tables.holds(db, "", &proviso).await? {
            // Which migration it was is found out when they run one by one.
            return Err(DbErr::Migration("one of the migrations changed the session".to_owned()));
        }
        let put = self.tables.put(db, written).await?;
        failpoint::sent();
        match put == written.len() as u64 {
            true => Ok(()),
            false => Err(DbErr::Migration(
                "a trigger or a rule swallows the record of a migration".to_owned(),
            )),
        }
    }

    /// What has to hold when a migration is recorded.
    fn proviso(&self, execution: &Execution<'_>, outside: bool) -> Proviso {
        let all = [
            self.state.is_same.clone(),
            self.state.is_outside.clone().filter(|_| outside && !execution.is_plain()),
            self.state.is_locked.clone().filter(|_| !execution.is_plain()),
        ];
        let session = all.into_iter().flatten().reduce(|all, one| all.and(one));
        Proviso { session, begun: outside || !execution.is_plain() }
    }

    /// Drops the temporary tables that the migration is known to have made, where a database is not
    /// asked for them.
    async fn drop_temporary(
        &self,
        db: &DatabaseExecutor<'_>,
        execution: &Execution<'_>,
    ) -> Result<(), DbErr> {
        let names =
            execution.actions.as_ref().map(KnownActions::temporary_tables).unwrap_or_default();
        match dialect::execution::of(Backend::of(db)).drop_temporary(&names) {
            Some(drop) => db.execute_unprepared(&drop).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Whether what puts the session back goes in one message with the record.
    fn in_one_message(&self, db: &DatabaseExecutor<'_>) -> bool {
        dialect::transaction::of(Backend::of(db)).in_one_message() && !self.lock.is_lease()
    }

    /// Records it if the proviso holds, and says whether it does.
    async fn record(
        &self,
        db: &DatabaseExecutor<'_>,
        written: &Written<'_>,
        proviso: &Proviso,
    ) -> Result<bool, DbErr> {
        let version = written.version;
        match written.direction {
            Direction::Up => {
                let finished = self.tables.finished(written, proviso)?;
                if db.execute(&finished.record).await?.rows_affected() == 0 {
                    return Ok(false);
                }
                if let Some(entry) = finished.entry {
                    db.execute(&entry).await?;
                }
                Ok(true)
            }
            Direction::Down => {
                if !self.tables.holds(db, version, proviso).await? {
                    return Ok(false);
                }
                self.forget(db, version).await
            }
        }
    }

    /// PostgreSQL: the name of what [`Records::prepared_call`] calls, and what prepares it.
    pub(super) fn prepared(&self) -> Result<(String, String), DbErr> {
        let began = Some(Utc::now());
        let (version, direction) = ("", Direction::Up);
        let written = Written {
            version,
            direction,
            actions: None,
            applied_at: None,
            started_at: began,
            elapsed: None,
        };
        self.tables
            .prepared(&written, &Proviso { session: self.state.is_same.clone(), begun: false })
    }

    /// PostgreSQL: the statement that records a plain migration behind its own in one message, or
    /// fails.
    pub(super) fn prepared_call(
        &self,
        name: &str,
        execution: &Execution<'_>,
        started_at: DateTime<Utc>,
    ) -> String {
        self.tables.prepared_call(name, &self.finished(execution, started_at))
    }

    /// Takes the record away, and says whether it is gone.
    async fn forget(&self, db: &DatabaseExecutor<'_>, version: &str) -> Result<bool, DbErr> {
        // A migration that was partially applied has none.
        Ok(self.tables.forget(db, version).await? > 0
            || !self.tables.recorded(db).await?.contains(&version.to_owned()))
    }

    /// PostgreSQL: the same, behind what takes away what the migration has left, in one round trip.
    async fn reset_and_record(
        &self,
        db: &DatabaseExecutor<'_>,
        written: &Written<'_>,
        proviso: &Proviso,
    ) -> Result<bool, DbErr> {
        if written.direction == Direction::Down {
            // It is no transaction of the kit's in which this is asked, so the question has to be a
            // message of its own.
            let open =
                self.tables.question(written.version, proviso).to_string(PostgresQueryBuilder);
            let asked = db.execute_unprepared(&format!("{}; {open}", self.state.reset)).await?;
            return match self.state.answered(asked.rows_affected()) {
                true => self.forget(db, written.version).await,
                false => Ok(false),
            };
        }
        let record = self.tables.finished(written, proviso)?.record.to_string(PostgresQueryBuilder);
        let sent = db.execute_unprepared(&format!("{}; {record}", self.state.reset)).await?;
        Ok(self.state.answered(sent.rows_affected()))
    }

    /// Why the server did not find it in order, unless it is the session alone.
    async fn why_not(
        &self,
        db: &DatabaseExecutor<'_>,
        written: &Written<'_>,
        outside: bool,
        begun: bool,
    ) -> Result<(), DbErr> {
        let holds = async |session: &Option<Expr>, begun: bool| {
            let proviso = Proviso { session: session.clone(), begun };
            self.tables.holds(db, written.version, &proviso).await
        };
        if outside && self.state.is_outside.is_some() && self.state.is_open(db).await? {
            return Err(left_open());
        }
        if !holds(&None, true).await? && begun {
            return Err(DbErr::Migration(
                "it rolled back the transaction in which it ran, and with it what it had done before"
                    .to_owned(),
            ));
        }
        if !holds(&self.state.is_locked, false).await? {
            return Err(DbErr::Migration(
                "it released the migration lock, so another process may be migrating beside it"
                    .to_owned(),
            ));
        }
        Ok(())
    }
}

impl Records<'_> {
    /// Whether the transaction of a migration that failed is still the one in which it began. One
    /// that the migration has rolled back itself took the row with it that said so, and what came
    /// behind it may be there.
    pub(super) async fn is_intact(
        &self,
        db: &DatabaseExecutor<'_>,
        execution: &Execution<'_>,
        source: &DbErr,
    ) -> bool {
        let by_itself = dialect::transaction::of(Backend::of(db)).rolled_back_by(source);
        // A server that answers nothing in a transaction that has failed has one that is still
        // there.
        by_itself || self.tables.is_begun(db, execution.version()).await.unwrap_or(true)
    }

    /// Whether nothing of a migration is left whose transaction was rolled back: the row that said
    /// that it runs went with it. A database that does not answer says nothing.
    pub(super) async fn is_gone(&self, db: &DatabaseConnection, execution: &Execution<'_>) -> bool {
        self.tables.is_begun(db, execution.version()).await.is_ok_and(|begun| !begun)
    }

    /// Behind a migration that failed outside the kit's transaction, or ended that: nothing is open
    /// that it began, and the session is what it was. What cannot be done is left to the next
    /// question.
    pub(super) async fn clean_up(&self, db: &DatabaseConnection) {
        // Where none is open PostgreSQL warns and SQLite refuses.
        let _ = db.execute_unprepared("ROLLBACK").await;
        let put_back = async {
            self.state.put_back(&db.into()).await?;
            self.state.put_back_outside(db).await
        };
        if let Err(error) = put_back.await {
            tracing::debug!("cannot put the session back: {}", reason(&error));
        }
    }
}

fn left_open() -> DbErr {
    DbErr::Migration(
        "it opened a transaction and did not end it; the transaction was rolled back, and nothing was recorded".to_owned(),
    )
}
