//! Introspection: a connection goes in, the schema that the database's catalog tells comes out,
//! read with a handful of queries whatever the number of tables. It reads desired, current and live
//! schemas alike, so that what it cannot see is never a difference.

#[cfg(feature = "sqlx-mysql")]
mod mysql;
#[cfg(feature = "sqlx-postgres")]
mod postgres;
#[cfg(feature = "cli")]
mod sizes;
#[cfg(feature = "sqlx-sqlite")]
mod sqlite;
#[cfg(feature = "sqlx-sqlite")]
mod sqlite_text;

#[cfg(feature = "cli")]
pub(crate) use sizes::sizes;

use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};

/// MySQL: the empty table by which a shadow database is known. It is no part of any schema.
#[cfg(any(feature = "sqlx-mysql", feature = "generate"))]
pub(crate) const SHADOW_MARK: &str = "migration_kit_shadow_mark";

use crate::Backend;
use crate::ops::connection::Db;
use crate::schema::{Schema, qualified};
use crate::stage::timed;

/// Reads a database, without the tables of the default schema that are named in `ignored`: on
/// PostgreSQL every schema that is a user's, elsewhere the one there is.
///
/// # Errors
/// What the database says.
pub async fn live(db: &DatabaseConnection, ignored: &[&str]) -> Result<Schema, DbErr> {
    let backend = Backend::of(db);
    let executor = DatabaseExecutor::from(db);
    let mut rows = Db::Executor(&executor);
    let read = async {
        match backend {
            #[cfg(feature = "sqlx-sqlite")]
            Backend::Sqlite => sqlite::read(&mut rows).await,
            #[cfg(feature = "sqlx-postgres")]
            Backend::Postgres => postgres::read(&mut rows).await,
            #[cfg(feature = "sqlx-mysql")]
            Backend::MySql => mysql::read(&mut rows).await,
            #[cfg(not(all(
                feature = "sqlx-sqlite",
                feature = "sqlx-postgres",
                feature = "sqlx-mysql"
            )))]
            other => {
                Err(DbErr::BackendNotSupported { db: other.name(), ctx: "reading the catalog" })
            }
        }
    };
    let mut schema = timed("read the catalog", backend.name(), read).await?;
    for name in ignored {
        schema.tables.remove(&qualified(None, name));
    }
    Ok(schema)
}

/// The text of a column that is never null.
fn text(value: Option<String>) -> String {
    value.unwrap_or_default()
}

/// The name of a table where there is but one schema.
#[cfg(any(feature = "sqlx-mysql", feature = "sqlx-sqlite"))]
fn table_name(value: Option<String>) -> String {
    qualified(None, &text(value))
}

/// Whether a column of a catalog says yes, in any backend's words.
fn yes(value: &Option<String>) -> bool {
    matches!(value.as_deref(), Some("1" | "t" | "true" | "YES"))
}
