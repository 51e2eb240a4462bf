//! One connection, whichever way it came: SeaORM's, or one that is pinned in an SQLite pool.

#[cfg(feature = "sqlx-sqlite")]
use sea_orm::sqlx::{self, AssertSqlSafe, Row as _, SqliteConnection};
use sea_orm::{ConnectionTrait as _, DatabaseExecutor, DbErr, Statement};

use crate::Backend;

pub(crate) enum Db<'a> {
    Executor(&'a DatabaseExecutor<'a>),
    #[cfg(feature = "sqlx-sqlite")]
    Pinned(&'a mut SqliteConnection),
}

impl Db<'_> {
    pub(crate) async fn execute(&mut self, sql: &str) -> Result<(), DbErr> {
        match self {
            Self::Executor(db) => db.execute_unprepared(sql).await.map(|_| ()),
            #[cfg(feature = "sqlx-sqlite")]
            Self::Pinned(db) => {
                let run = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **db).await;
                run.map(|_| ()).map_err(failed)
            }
        }
    }

    /// Rows of `N` texts; `values` are bound to the placeholders.
    pub(crate) async fn rows<const N: usize>(
        &mut self,
        sql: &str,
        values: &[&str],
    ) -> Result<Vec<[Option<String>; N]>, DbErr> {
        match self {
            Self::Executor(db) => {
                let values = values.iter().map(|value| (*value).into());
                let statement =
                    Statement::from_sql_and_values(Backend::of(*db).into(), sql, values);
                let rows = db.query_all_raw(statement).await?;
                rows.iter().map(|row| texts(|at| row.try_get_by_index(at))).collect()
            }
            #[cfg(feature = "sqlx-sqlite")]
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
}

/// The driver's error as SeaORM's.
#[cfg(feature = "sqlx-sqlite")]
pub(crate) fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(sea_orm::RuntimeErr::SqlxError(error.into()))
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
