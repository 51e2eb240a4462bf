//! The second witness: a connection goes in, what the server itself says of each object comes out,
//! in the server's words and as little understood as can be. It shares no query with
//! [`introspect`](crate::introspect), whose eyes diff, verification and `check` use: what those do
//! not see is seen here.

mod compare;
#[cfg(all(feature = "sqlx-mysql", feature = "sqlx-postgres", feature = "sqlx-sqlite"))]
mod tests;

use std::collections::BTreeSet;

use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};

pub use crate::dialect::witness::{Definitions, Subject};
pub use compare::{Disagreement, Seen, compare, unmade};

use crate::Backend;
use crate::dialect::witness;
use crate::names::qualified;
use crate::ops::connection::Db;

/// Asks the server, without the tables of the default schema that are named in `ignored`.
///
/// # Errors
/// What the database says.
pub async fn definitions(db: &DatabaseConnection, ignored: &[&str]) -> Result<Definitions, DbErr> {
    let backend = Backend::of(db);
    let executor = DatabaseExecutor::from(db);
    let mut rows = Db::Executor(&executor);
    let mut definitions = witness::of(backend).definitions(&mut rows).await?;
    let ignored: BTreeSet<String> = ignored.iter().map(|name| qualified(None, name)).collect();
    let is_own = |subject: &Subject| subject.table.as_ref().is_some_and(|of| ignored.contains(of));
    definitions.texts.retain(|subject, _| !is_own(subject));
    Ok(definitions)
}

/// What the server leaves as it is when what it names is renamed or goes: triggers, with what they
/// do, and views.
///
/// # Errors
/// What the database says.
#[cfg(feature = "cli")]
pub(crate) async fn unfollowed(db: &DatabaseConnection) -> Result<Definitions, DbErr> {
    let mut definitions = Definitions::default();
    if let Some(sql) = witness::of(Backend::of(db)).unfollowed() {
        let executor = DatabaseExecutor::from(db);
        definitions.add(Db::Executor(&executor).rows::<6>(sql, &[]).await?);
    }
    Ok(definitions)
}
