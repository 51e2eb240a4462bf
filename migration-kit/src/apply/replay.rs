//! Running a whole history on a throw-away database, which nobody else knows and nobody asks: without a lock and without a
//! record, whose table is there for steps that look at the catalog.

use sea_orm::DatabaseConnection;
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf as _};

use super::run::Runner;
use super::session::doing;
use super::{Steps, fresh};
use crate::Error;

/// Applies every step.
///
/// # Errors
/// [`Error::Step`] for the first one that fails.
pub(crate) async fn replay(db: &DatabaseConnection, steps: &Steps) -> Result<(), Error> {
    let installed = fresh::Nothing::new(steps).install(db).await;
    installed.map_err(|e| doing(format!("create the table {}", steps.table), e))?;
    let list: Vec<&dyn MigrationTrait> = steps.list.iter().map(AsRef::as_ref).collect();
    Runner::new(db).apply(&list).await.map(|_| ())
}
