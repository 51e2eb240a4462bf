//! One connection, whichever way it came: a transaction of SeaORM's, or a connection pinned in the pool.

use sea_orm::sqlx::{self, AssertSqlSafe, Row as _, SqliteConnection};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, DbErr, RuntimeErr, Statement};

pub(super) enum Db<'a> {
    Transaction(&'a DatabaseTransaction),
    Pinned(&'a mut SqliteConnection),
}

impl Db<'_> {
    pub(super) async fn execute(&mut self, sql: &str) -> Result<(), DbErr> {
        match self {
            Self::Transaction(db) => db.execute_unprepared(sql).await.map(|_| ()),
            Self::Pinned(db) => {
                let run = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **db).await;
                run.map(|_| ()).map_err(failed)
            }
        }
    }

    /// Rows of `N` texts; `values` are bound to the placeholders.
    pub(super) async fn rows<const N: usize>(
        &mut self,
        sql: &str,
        values: &[&str],
    ) -> Result<Vec<[Option<String>; N]>, DbErr> {
        match self {
            Self::Transaction(db) => {
                let values = values.iter().map(|value| (*value).into());
                let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
                let rows = db.query_all_raw(statement).await?;
                rows.iter().map(|row| texts(|at| row.try_get_by_index(at))).collect()
            }
            Self::Pinned(db) => {
                let mut query = sqlx::query(AssertSqlSafe(sql));
                for value in values {
                    query = query.bind(*value);
                }
                let rows = query.fetch_all(&mut **db).await.map_err(failed)?;
                rows.iter().map(|row| texts(|at| row.try_get(at).map_err(failed))).collect()
            }
        }
    }

    /// Whether this connection enforces foreign keys.
    pub(super) async fn foreign_keys(&mut self) -> Result<bool, DbErr> {
        let rows = self.rows::<1>("SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys", &[]).await?;
        Ok(rows.first().is_some_and(|[on]| on.as_deref() == Some("1")))
    }
}

pub(super) fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn texts<const N: usize>(
    mut get: impl FnMut(usize) -> Result<Option<String>, DbErr>,
) -> Result<[Option<String>; N], DbErr> {
    let mut row = [const { None }; N];
    for (at, text) in row.iter_mut().enumerate() {
        *text = get(at)?;
    }
    Ok(row)
}
