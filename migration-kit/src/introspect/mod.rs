//! Introspection: a connection goes in, the schema that the database's catalog tells comes out,
//! read with a handful of queries whatever the number of tables. It reads desired, current and live
//! schemas alike, so that what it cannot see is never a difference.

#[cfg(feature = "cli")]
mod sizes;

#[cfg(feature = "generate")]
pub(crate) use crate::dialect::catalog::SHADOW_MARK;
#[cfg(feature = "cli")]
pub(crate) use sizes::sizes;

use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};

use crate::Backend;
use crate::dialect::catalog;
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
    let read = catalog::of(backend).read(&mut rows);
    let mut schema = timed("read the catalog", backend.name(), read).await?;
    for name in ignored {
        schema.tables.remove(&qualified(None, name));
    }
    Ok(schema)
}
