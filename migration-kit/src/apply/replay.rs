//! Running a whole history on a shadow database, which nobody else knows and nobody asks: without a
//! lock and without a record, whose table is there for migrations that look at the catalog.

use sea_orm::DatabaseConnection;
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf as _};

use super::run::Runner;
use super::{Migrations, fresh};
use crate::Error;
use crate::error::doing;

/// Applies every migration.
///
/// # Errors
/// [`Error::Migration`] for the first one that fails.
pub(crate) async fn replay(db: &DatabaseConnection, migrations: &Migrations) -> Result<(), Error> {
    let installed = fresh::Nothing::new(migrations).install(db).await;
    installed.map_err(|e| doing(format!("create the table {}", migrations.table), e))?;
    let list: Vec<&dyn MigrationTrait> = migrations.list.iter().map(AsRef::as_ref).collect();
    Runner::new(db).apply(&list).await.map(|_| ())
}
