//! What the session is, as it was when the lock was taken: where the history stands, whose rights
//! it has, and how it reads and writes values. In goes a connection, out come the words with which
//! the server itself says whether that is still so, and those that put it back.
//!
//! The words of a migration are never asked: a function, a procedure or a trigger can change all of
//! this without a trace in the text that called it.

mod mysql;
mod postgres;
mod sqlite;

use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr};

use crate::Backend;

/// The state of a session.
pub(in crate::apply) struct SessionState {
    /// The schema, or on MySQL the database, in which the history stands.
    pub(in crate::apply) home: String,
    /// Whether the session is what it was, for a WHERE.
    pub(in crate::apply) is_same: Option<Expr>,
    /// Whether no transaction is open, for a WHERE; it holds outside a transaction of the kit's
    /// alone.
    pub(in crate::apply) is_outside: Option<Expr>,
    /// Whether the session still holds the advisory locks that it held, for a WHERE.
    pub(in crate::apply) is_locked: Option<Expr>,
    /// The statements that take away what a migration may have left, to be sent as one text.
    pub(in crate::apply) reset: String,
    /// How many rows they answer with.
    pub(in crate::apply) reset_rows: u64,
    backend: Kept,
}

/// What only one backend needs, to put it back.
enum Kept {
    Postgres(postgres::Prepared),
    MySql(mysql::Variables),
    Sqlite(sqlite::Connection),
}

impl SessionState {
    /// Reads it. `records` are the tables of the history, without their schema; `is_shared` says
    /// that others use the session, too.
    pub(in crate::apply) async fn read(
        db: &DatabaseConnection,
        records: &[String],
        is_shared: bool,
    ) -> Result<Self, DbErr> {
        match Backend::of(db) {
            Backend::Postgres => postgres::read(db, is_shared).await,
            Backend::MySql => mysql::read(db, records).await,
            Backend::Sqlite => sqlite::read(db).await,
        }
    }

    /// Puts everything back, where a migration has changed it.
    pub(in crate::apply) async fn put_back(&self, db: &DatabaseExecutor<'_>) -> Result<(), DbErr> {
        db.execute_unprepared(&self.reset).await?;
        match &self.backend {
            Kept::MySql(variables) => variables.put_back(db).await,
            Kept::Postgres(_) | Kept::Sqlite(_) => Ok(()),
        }
    }

    /// Whether a transaction is open that nobody of the kit has begun.
    pub(in crate::apply) async fn is_open(&self, db: &DatabaseExecutor<'_>) -> Result<bool, DbErr> {
        match &self.backend {
            Kept::Postgres(_) => postgres::is_open(db).await,
            Kept::MySql(_) => mysql::is_open(db).await,
            Kept::Sqlite(_) => Ok(sqlite::is_open(db).await),
        }
    }

    /// Takes away what a migration may have left. Outside a transaction of the kit's it says
    /// whether one is open, as far as that costs no question of its own; then nothing was done.
    pub(in crate::apply) async fn clear(
        &self,
        db: &DatabaseExecutor<'_>,
        outside: bool,
    ) -> Result<bool, DbErr> {
        match (&self.backend, outside) {
            (Kept::MySql(_), true) => {
                let text = format!("{}; {}", mysql::IS_OUTSIDE, self.reset);
                match db.execute_unprepared(&text).await {
                    Err(error) if mysql::is_inside(&error) => Ok(false),
                    cleared => cleared.map(|_| true),
                }
            }
            (Kept::Sqlite(_), true) if sqlite::is_open(db).await => Ok(false),
            _ => {
                let reset = db.execute_unprepared(&self.reset).await?;
                self.answered(reset.rows_affected());
                Ok(true)
            }
        }
    }

    /// Whether what was sent behind `reset` has answered with its one row. How many rows came in
    /// all tells on PostgreSQL also whether the driver's prepared statements are still there, for
    /// which a second and a third stand.
    pub(in crate::apply) fn answered(&self, rows: u64) -> bool {
        let others = rows.saturating_sub(self.reset_rows);
        if let Kept::Postgres(prepared) = &self.backend {
            prepared.are_there(others >= 2);
        }
        others % 2 == 1
    }

    /// Begins the transaction again that the kit had begun, where a migration has ended it: its
    /// record and its end need one. On a server an end without a transaction does nothing.
    pub(in crate::apply) async fn reopen(&self, db: &DatabaseExecutor<'_>) {
        if let Kept::Sqlite(_) = &self.backend {
            // It is refused where the transaction is still open, which is what is wanted.
            let _ = db.execute_unprepared("BEGIN IMMEDIATE").await;
        }
    }

    /// Puts back what cannot be inside a transaction.
    pub(in crate::apply) async fn put_back_outside(
        &self,
        db: &DatabaseConnection,
    ) -> Result<(), DbErr> {
        match &self.backend {
            Kept::Sqlite(connection) => connection.put_back(db).await,
            Kept::Postgres(prepared) => prepared.forget(db).await,
            Kept::MySql(_) => Ok(()),
        }
    }
}

/// The first row of a query, as texts.
async fn texts<const N: usize>(
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

/// A value as a text of SQL, escaped by sea-query for the backend.
fn literal(backend: Backend, value: &str) -> String {
    use sea_orm::sea_query::{MysqlQueryBuilder, PostgresQueryBuilder, Query, SqliteQueryBuilder};
    let select = Query::select().expr(Expr::value(value)).take();
    let sql = match backend {
        Backend::Postgres => select.to_string(PostgresQueryBuilder),
        Backend::MySql => select.to_string(MysqlQueryBuilder),
        Backend::Sqlite => select.to_string(SqliteQueryBuilder),
    };
    sql.trim_start_matches("SELECT ").to_owned()
}
