//! Where an operation runs, and who keeps what has to outlive the process.

use std::time::Duration;

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait as _,
};
use sea_orm_migration::async_trait;

use super::OnTable;
use crate::Backend;
use crate::dialect::lookup::Lookup;
use crate::dialect::online;

/// Whoever runs an operation: it knows how long a statement may wait for a table, and keeps how far
/// a backfill has come.
#[async_trait::async_trait]
pub(crate) trait Keeper: Send + Sync {
    /// How long a statement waits for a table that others queue behind.
    fn patience(&self) -> Duration {
        Duration::from_secs(5)
    }

    /// Where a piece of work stopped, when it was ended before.
    async fn position(&self, _db: &DatabaseConnection, _id: &str) -> Result<Option<String>, DbErr> {
        Ok(None)
    }

    /// Notes in the transaction of a part of the work where it stands after it.
    async fn keep(
        &self,
        _db: &DatabaseTransaction,
        _id: &str,
        _position: &str,
    ) -> Result<(), DbErr> {
        Ok(())
    }

    /// The rebuild of a table is done, by these statements.
    fn rebuilt(&self, _statements: Vec<String>) {}

    /// Tells how many rows are done, of about how many.
    fn rows(&self, _done: u64, _of: Option<u64>) {}

    /// A statement was sent; a test may end the process here.
    fn sent(&self) {}
}

/// For a migration that something else than the kit runs, which tells it nothing of itself.
pub(crate) struct Nobody;

impl Keeper for Nobody {}

/// A connection to a server, outside of any transaction.
pub(crate) struct Online<'a> {
    pub(super) db: &'a DatabaseConnection,
    pub(super) backend: Backend,
    pub(super) keeper: &'a dyn Keeper,
    pub(super) lookup: &'static dyn Lookup,
}

impl Online<'_> {
    /// Runs a statement that may take its time, because nobody waits for it.
    pub(super) async fn patiently(&self, sql: &str) -> Result<(), DbErr> {
        self.db.execute_unprepared(sql).await?;
        self.keeper.sent();
        Ok(())
    }

    /// Runs statements of a table that are over in a moment, but for which everybody waits
    /// meanwhile: together, and going out of the way of a table that is in use for longer.
    pub(super) async fn quickly(
        &self,
        table: &OnTable,
        statements: &[String],
    ) -> Result<(), DbErr> {
        let Some(locking) = online::of(self.backend).locking(table) else {
            for sql in statements {
                self.patiently(sql).await?;
            }
            return Ok(());
        };
        let transaction = self.db.begin().await?;
        let run = async {
            self.set_lock_timeout(&transaction, self.keeper.patience()).await?;
            transaction.execute_unprepared(&locking).await?;
            for sql in statements {
                transaction.execute_unprepared(sql).await?;
                self.keeper.sent();
            }
            Ok(())
        };
        match run.await {
            Ok(()) => transaction.commit().await?,
            Err(error) => {
                // What counts is the error of the statement.
                let _ = transaction.rollback().await;
                return Err(error);
            }
        }
        self.keeper.sent();
        Ok(())
    }

    /// How long the statements of a transaction wait for a lock, where a transaction says that.
    pub(super) async fn set_lock_timeout(
        &self,
        db: &DatabaseTransaction,
        time: Duration,
    ) -> Result<(), DbErr> {
        if let Some(setting) = online::of(self.backend).lock_timeout(time) {
            db.query_one_raw(setting).await?;
        }
        Ok(())
    }
}
