//! Running one way of a migration: in go the migration and a connection, out comes its error, if it
//! has one.

use std::time::Duration;

use sea_orm::DbErr;
use sea_orm_migration::{MigrationTrait, SchemaManager};

use crate::panics::Panic;
use crate::{Direction, panics};

/// How long a statement waits for a table of a server, unless somebody says otherwise.
pub(crate) const TABLE_LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// Runs one way of a migration, whose panic is an error like any other.
pub(crate) async fn run_migration(
    migration: &dyn MigrationTrait,
    direction: Direction,
    manager: &SchemaManager<'_>,
) -> Result<(), DbErr> {
    caught(migration, direction, manager).await.unwrap_or_else(|panic| Err(panicked(&panic)))
}

/// The same, with a panic as what it is.
pub(crate) async fn caught(
    migration: &dyn MigrationTrait,
    direction: Direction,
    manager: &SchemaManager<'_>,
) -> Result<Result<(), DbErr>, Panic> {
    panics::catch_async(async {
        match direction {
            Direction::Up => migration.up(manager).await,
            Direction::Down => migration.down(manager).await,
        }
    })
    .await
}

/// The error of a migration that panicked.
pub(crate) fn panicked(panic: &Panic) -> DbErr {
    DbErr::Custom(format!("the migration panicked: {panic}"))
}
