//! One list of findings from the reviews of several backends.

use std::path::Path;

use sea_orm::DbBackend;
use sea_orm_migration::MigrationTrait;

use super::rules::{unknown_allow, unused_allow};
use super::{Finding, Review, Reviewed, review};
use crate::Error;

/// Reviews a whole history on each of those backends, without a database: what every rule finds, in the order of the steps.
/// `manifest_dir` is the folder of the migration crate, `env!("CARGO_MANIFEST_DIR")`; with it findings have their lines, and
/// steps can make exceptions. Good for a test of a workspace's own:
///
/// ```
/// use migration_kit::lint;
/// use sea_orm_migration::sea_orm::DbBackend;
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let steps = Vec::new(); // Migrator::migrations()
/// let findings = lint::history(&steps, &[DbBackend::Postgres], None).await?;
/// assert!(!findings.iter().any(|finding| finding.is_error()), "{findings:#?}");
/// # Ok::<(), migration_kit::Error>(())
/// # }).unwrap();
/// ```
///
/// # Errors
/// [`Error::Config`] for SQLite where it was not compiled in, [`Error::Connect`] when it refuses.
pub async fn history(
    steps: &[Box<dyn MigrationTrait>],
    backends: &[DbBackend],
    manifest_dir: Option<&Path>,
) -> Result<Vec<Finding>, Error> {
    let mut reviews = Vec::new();
    for backend in backends {
        let (chosen, late) = (|_: &str| true, |_: &str| false);
        let asked = Review { steps, backend: *backend, chosen: &chosen, late: &late, manifest_dir };
        reviews.push(review(&asked).await?);
    }
    Ok(merge(&reviews))
}

/// The findings of the same steps on several backends. What is said of several in the same words is one finding, and an
/// exception that excuses something on one of them is used.
fn merge(reviews: &[Vec<Reviewed>]) -> Vec<Finding> {
    let mut merged: Vec<Finding> = Vec::new();
    for at in 0..reviews.iter().map(Vec::len).max().unwrap_or_default() {
        let mut of_step: Vec<(Finding, usize)> = Vec::new();
        for finding in reviews.iter().filter_map(|steps| steps.get(at)).flat_map(|step| &step.findings) {
            match of_step.iter_mut().find(|(known, _)| says_the_same(known, finding)) {
                Some((known, times)) => {
                    known.backends.extend(&finding.backends);
                    *times += 1;
                }
                None => of_step.push((finding.clone(), 1)),
            }
        }
        of_step.retain(|(finding, times)| finding.rule != unused_allow::RULE.name || *times == reviews.len());
        of_step.sort_by_key(|(finding, _)| finding.rule == unknown_allow::RULE.name);
        merged.extend(of_step.into_iter().map(|(finding, _)| finding));
    }
    merged
}

/// On MySQL a step may have more statements, so their numbers do not count.
fn says_the_same(a: &Finding, b: &Finding) -> bool {
    let is = |of: &Finding| (of.rule, of.version.clone(), of.place.clone(), of.allowed.clone());
    is(a) == is(b) && a.message == b.message && a.table == b.table && a.object == b.object
}
