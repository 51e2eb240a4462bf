//! Whether the linter finds an error in the migrations that are still to be applied.

use super::Checked;
use crate::Error;
use crate::apply::{MigrationStatus, State};
use crate::cli::commands::findings::version_of;
use crate::cli::commands::review::{Chosen, review};
use crate::lint::merged::Count;
use crate::plural::plural;
use crate::report::Item;

pub(super) async fn check(
    checked: &Checked<'_>,
    history: Option<&[MigrationStatus]>,
) -> Result<Item, Error> {
    let chosen = chosen(checked, history)?;
    let review = review(checked.target, checked.migrations, checked.entities, &chosen).await?;
    let seen = plural(review.migrations.len(), "migration", "migrations");
    let count = Count::of(review.findings());
    let findings = review.findings().cloned().collect();
    let item = Item::of("review", "migrations are reviewed without errors", findings).seen(seen);
    Ok(if count == Count::default() {
        item
    } else {
        item.help("`review` shows them beside their SQL")
    })
}

/// The pending migrations, or all of them where no database tells which are pending: from the
/// policy's `ignore_until` on, or from `--from` on, which asks for all of them in any case.
fn chosen(checked: &Checked<'_>, history: Option<&[MigrationStatus]>) -> Result<Chosen, Error> {
    let names = || checked.migrations.list().iter().map(|migration| migration.name().to_owned());
    let out_of_order = |history: &[MigrationStatus]| {
        let out_of_order = history.iter().filter(|migration| migration.state == State::OutOfOrder);
        out_of_order.map(|migration| migration.version.clone()).collect()
    };
    let from = checked.check.from.as_deref().or(checked.entities.own_policy().first_reviewed());
    let from = from.map(|from| version_of(checked.migrations, from)).transpose()?;
    let is_pending = |name: &String| {
        let of = |history: &[MigrationStatus]| {
            history.iter().any(|migration| migration.is_pending() && migration.version == *name)
        };
        checked.check.from.is_some() || history.is_none_or(of)
    };
    let versions = names()
        .skip_while(|name| from.is_some_and(|from| name != from))
        .filter(is_pending)
        .collect();
    Ok(Chosen { versions, out_of_order: history.map(out_of_order).unwrap_or_default() })
}
