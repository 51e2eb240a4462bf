//! The transaction of a migration: begun, or taken over from the migration before; committed, or
//! handed on to the next one.
//!
//! Where that is possible the end of one transaction and the begin of the next go in one message.
//! That is two round trips less for each migration: the driver pings a connection that comes back
//! to its pool.

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};

use super::failpoint;
use super::run::Runner;
use super::strategy::Strategy;
use crate::error::reason;

/// Begins a transaction that will write. On SQLite it takes the lock at once: one that has read
/// before it writes is refused at its first write where another connection writes meanwhile, and
/// does not wait (<https://www.sqlite.org/lang_transaction.html>, "Deferred, Immediate, and
/// Exclusive Transactions").
///
/// # Errors
/// What the database answers.
pub(super) async fn begin_to_write(
    db: &DatabaseConnection,
    isolation_level: Option<IsolationLevel>,
) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        isolation_level,
        ..Default::default()
    })
    .await
}

impl Runner<'_> {
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let leased = self.records.as_ref().is_some_and(|records| records.lock.is_lease());
        // A lease is renewed beside the transaction that looks at it in the end.
        let isolation_level = leased.then_some(IsolationLevel::ReadCommitted);
        let transaction = begin_to_write(self.db, isolation_level).await?;
        failpoint::sent();
        if let Some(settings) = self.records.as_ref().and_then(|records| records.settings.clone()) {
            transaction.query_one_raw(settings).await?;
        }
        Ok(transaction)
    }

    /// The transaction that the migration before has begun, or one of its own.
    pub(super) async fn enter(&mut self) -> Result<DatabaseTransaction, DbErr> {
        match self.chained.take() {
            Some(transaction) => Ok(transaction),
            None => self.begin().await,
        }
    }

    /// Commits what migrations have done with their records.
    pub(super) async fn commit(
        &mut self,
        transaction: DatabaseTransaction,
        strategy: Strategy,
    ) -> Result<(), DbErr> {
        if !self.goes_on || !strategy.chains {
            return transaction.commit().await;
        }
        match transaction.execute_unprepared("COMMIT; BEGIN").await {
            Ok(_) => {
                self.chained = Some(transaction);
                Ok(())
            }
            Err(error) => {
                // The server has rolled back; this gives the connection back.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }

    /// Keeps a transaction that has begun for the next migration, if one comes.
    pub(super) async fn hand_on(&mut self, transaction: DatabaseTransaction) {
        self.chained = Some(transaction);
        if !self.goes_on {
            self.leave_chain().await;
        }
    }

    /// Ends the transaction that was begun for a migration that cannot use it, or that failed
    /// before it has sent anything: the pool has one connection. Nothing is in it.
    pub(super) async fn leave_chain(&mut self) {
        if let Some(transaction) = self.chained.take()
            && let Err(error) = transaction.commit().await
        {
            tracing::debug!("cannot end an empty transaction: {}", reason(&error));
        }
    }
}
