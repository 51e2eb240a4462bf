//! A rebuild on a plain connection: one of the pool's is pinned, because the PRAGMA belongs to a
//! connection.

use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{Connection as _, Sqlite, SqliteConnection};
use sea_orm::{DatabaseConnection, DatabaseConnectionType, DbErr};

use super::{RebuildTable, rebuild};
use crate::ops::connection::{Db, failed};

/// Whether a connection of it can be pinned.
pub(super) fn is_pool(db: &DatabaseConnection) -> bool {
    matches!(db.inner, DatabaseConnectionType::SqlxSqlitePoolConnection(_))
}

/// `db` is a pool of SQLite connections.
pub(super) async fn run(
    db: &DatabaseConnection,
    rebuild: &RebuildTable,
) -> Result<Vec<String>, DbErr> {
    let mut connection = db.get_sqlite_connection_pool().acquire().await.map_err(failed)?;
    if !rebuild::foreign_keys_are_on(&mut Db::Pinned(&mut connection)).await? {
        return transaction(&mut connection, rebuild).await;
    }
    let mut unenforced = Unenforced(Some(connection));
    unenforced.set("PRAGMA foreign_keys = OFF").await?;
    let result = match &mut unenforced.0 {
        Some(connection) => transaction(connection, rebuild).await,
        None => Ok(Vec::new()),
    };
    unenforced.set("PRAGMA foreign_keys = ON").await?;
    unenforced.0 = None;
    result
}

async fn transaction(
    connection: &mut SqliteConnection,
    rebuild: &RebuildTable,
) -> Result<Vec<String>, DbErr> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    match rebuild::run(&mut Db::Pinned(&mut transaction), rebuild).await {
        Ok(sent) => {
            transaction.commit().await.map_err(failed)?;
            Ok(sent)
        }
        Err(error) => {
            transaction.rollback().await.map_err(failed)?;
            Err(error)
        }
    }
}

/// A connection whose foreign keys are off for the moment. When the rebuild is cancelled, they are
/// switched on again before the pool hands the connection out, or else the connection is closed.
struct Unenforced(Option<PoolConnection<Sqlite>>);

impl Unenforced {
    async fn set(&mut self, pragma: &str) -> Result<(), DbErr> {
        match &mut self.0 {
            Some(connection) => Db::Pinned(connection).execute(pragma).await,
            None => Ok(()),
        }
    }
}

impl Drop for Unenforced {
    fn drop(&mut self) {
        let Some(mut connection) = self.0.take() else { return };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    let restore = "PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON";
                    if Db::Pinned(&mut connection).execute(restore).await.is_err() {
                        connection.close_on_drop();
                    }
                });
            }
            Err(_) => connection.close_on_drop(),
        }
    }
}
