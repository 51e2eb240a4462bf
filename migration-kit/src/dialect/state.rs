//! What the session is, as it was when the lock was taken: where the history stands, whose rights
//! it has, and how it reads and writes values. In goes a connection, out come the words with which
//! the server itself says whether that is still so, and those that put it back.
//!
//! The words of a migration are never asked: a function, a procedure or a trigger can change all of
//! this without a trace in the text that called it.

use sea_orm::sea_query::{Expr, Query, QueryBuilder};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr};
use sea_orm_migration::async_trait;

use crate::Backend;

#[async_trait::async_trait]
pub(crate) trait State: Sync {
    /// Reads it. `records` are the tables of the history, without their schema; `is_shared` says
    /// that others use the session, too.
    async fn read(
        &self,
        db: &DatabaseConnection,
        records: &[String],
        is_shared: bool,
    ) -> Result<SessionState, DbErr>;
}

/// The state of a session.
pub(crate) struct SessionState {
    /// The schema, or on MySQL the database, in which the history stands.
    pub(crate) home: String,
    /// Whether the session is what it was, for a WHERE.
    pub(crate) is_same: Option<Expr>,
    /// Whether no transaction is open, for a WHERE; it holds outside a transaction of the kit's
    /// alone.
    pub(crate) is_outside: Option<Expr>,
    /// Whether the session still holds the advisory locks that it held, for a WHERE.
    pub(crate) is_locked: Option<Expr>,
    /// The statements that take away what a migration may have left, to be sent as one text.
    pub(crate) reset: String,
    /// How many rows they answer with.
    pub(crate) reset_rows: u64,
    pub(super) kept: Box<dyn Kept>,
}

/// What a backend keeps beside it, to put it back.
#[async_trait::async_trait]
pub(crate) trait Kept: Send + Sync {
    /// Puts back what [`SessionState::reset`] does not.
    async fn put_back(&self, db: &DatabaseExecutor<'_>) -> Result<(), DbErr>;

    /// Whether a transaction is open that nobody of the kit has begun.
    async fn is_open(&self, db: &DatabaseExecutor<'_>) -> Result<bool, DbErr>;

    /// Sends `reset` outside a transaction of the kit's, and gives the number of its rows. Nothing
    /// where a transaction is open, as far as that costs no question of its own; then nothing was
    /// done.
    async fn clear_outside(
        &self,
        db: &DatabaseExecutor<'_>,
        reset: &str,
    ) -> Result<Option<u64>, DbErr>;

    /// How many rows have come beside those of `reset`.
    fn answered(&self, others: u64);

    /// Begins the transaction again that a migration may have ended.
    async fn reopen(&self, db: &DatabaseExecutor<'_>);

    /// Puts back what cannot be inside a transaction.
    async fn put_back_outside(&self, db: &DatabaseConnection) -> Result<(), DbErr>;
}

impl SessionState {
    /// Puts everything back, where a migration has changed it.
    pub(crate) async fn put_back(&self, db: &DatabaseExecutor<'_>) -> Result<(), DbErr> {
        db.execute_unprepared(&self.reset).await?;
        self.kept.put_back(db).await
    }

    /// Whether a transaction is open that nobody of the kit has begun.
    pub(crate) async fn is_open(&self, db: &DatabaseExecutor<'_>) -> Result<bool, DbErr> {
        self.kept.is_open(db).await
    }

    /// Takes away what a migration may have left. Outside a transaction of the kit's it says
    /// whether one is open, as far as that costs no question of its own; then nothing was done.
    pub(crate) async fn clear(
        &self,
        db: &DatabaseExecutor<'_>,
        outside: bool,
    ) -> Result<bool, DbErr> {
        let rows = match outside {
            true => self.kept.clear_outside(db, &self.reset).await?,
            false => Some(db.execute_unprepared(&self.reset).await?.rows_affected()),
        };
        if let Some(rows) = rows {
            self.answered(rows);
        }
        Ok(rows.is_some())
    }

    /// Whether what was sent behind `reset` has answered with its one row. How many rows came in
    /// all tells on PostgreSQL also whether the driver's prepared statements are still there, for
    /// which a second and a third stand.
    pub(crate) fn answered(&self, rows: u64) -> bool {
        let others = rows.saturating_sub(self.reset_rows);
        self.kept.answered(others);
        others % 2 == 1
    }

    /// Begins the transaction again that the kit had begun, where a migration has ended it: its
    /// record and its end need one. On a server an end without a transaction does nothing.
    pub(crate) async fn reopen(&self, db: &DatabaseExecutor<'_>) {
        self.kept.reopen(db).await;
    }

    /// Puts back what cannot be inside a transaction.
    pub(crate) async fn put_back_outside(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        self.kept.put_back_outside(db).await
    }
}

/// The first row of a query, as texts.
pub(super) async fn texts<const N: usize>(
    db: &impl ConnectionTrait,
    sql: &str,
) -> Result<[Option<String>; N], DbErr> {
    let mut texts = [const { None }; N];
    if let Some(row) = db.query_one_raw(Backend::of(db).statement(sql)).await? {
        for (at, text) in texts.iter_mut().enumerate() {
            *text = row.try_get_by_index(at)?;
        }
    }
    Ok(texts)
}

/// A value as a text of SQL, escaped by sea-query.
pub(super) fn literal(value: &str, builder: impl QueryBuilder) -> String {
    let sql = Query::select().expr(Expr::value(value)).take().to_string(builder);
    sql.trim_start_matches("SELECT ").to_owned()
}

super::of!(State);
