//! The review of a whole history, for this workspace's own tests.

use sea_orm_migration::MigrationTrait;
use std::path::Path;

use super::{Finding, Review, review};
use crate::Backend;
use crate::Error;

/// Reviews a whole history on each of those backends, without a database: what every rule finds, in
/// the order of the migrations. `manifest_dir` is the folder of the migration crate,
/// `env!("CARGO_MANIFEST_DIR")`; with it findings have their lines, and migrations can suppress
/// findings.
///
/// ```
/// use migration_kit::inside::lint;
/// use migration_kit::Backend;
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let migrations = Vec::new(); // Migrator::migrations()
/// let findings = lint::history(&migrations, &[Backend::Postgres], None).await?;
/// assert!(!findings.iter().any(|finding| finding.is_error()), "{findings:#?}");
/// # Ok::<(), migration_kit::Error>(())
/// # }).unwrap();
/// ```
///
/// # Errors
/// [`Error::Environment`] for SQLite where it was not compiled in, [`Error::Connect`] when it
/// refuses.
pub async fn history(
    migrations: &[Box<dyn MigrationTrait>],
    backends: &[Backend],
    manifest_dir: Option<&Path>,
) -> Result<Vec<Finding>, Error> {
    let mut reviews = Vec::new();
    for backend in backends {
        let (chosen, out_of_order) = (|_: &str| true, |_: &str| false);
        let asked = Review {
            migrations,
            backend: *backend,
            chosen: &chosen,
            out_of_order: &out_of_order,
            manifest_dir,
        };
        reviews.push((*backend, review(&asked).await?));
    }
    Ok(super::merged::Review::of(reviews, |_| None).findings().cloned().collect())
}
