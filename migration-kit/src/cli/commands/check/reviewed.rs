//! Whether the linter finds an error in the steps that are still to be applied.

use super::Checked;
use crate::Error;
use crate::apply::{State, StepStatus};
use crate::cli::commands::findings::version_of;
use crate::cli::commands::review::{Chosen, review};
use crate::lint::merged::Count;
use crate::plural::plural;
use crate::report::Item;

pub(super) async fn check(checked: &Checked<'_>, history: Option<&[StepStatus]>) -> Result<Item, Error> {
    let chosen = chosen(checked, history)?;
    let review = review(checked.target, checked.steps, checked.entities, &chosen).await?;
    let seen = plural(review.steps.len(), "step", "steps");
    let count = Count::of(review.findings());
    let findings = review.findings().cloned().collect();
    let item = Item::of("review", "steps are reviewed without errors", findings).seen(seen);
    Ok(if count == Count::default() { item } else { item.help("`review` shows them beside their SQL") })
}

/// The pending steps, or all of them where no database tells which are pending: from the policy's baseline on, or from
/// `--from` on, which asks for all of them in any case.
fn chosen(checked: &Checked<'_>, history: Option<&[StepStatus]>) -> Result<Chosen, Error> {
    let names = || checked.steps.list().iter().map(|step| step.name().to_owned());
    let late = |history: &[StepStatus]| {
        let late = history.iter().filter(|step| step.state == State::Late);
        late.map(|step| step.version.clone()).collect()
    };
    let from = checked.check.from.as_deref().or(checked.entities.own_policy().first_reviewed());
    let from = from.map(|from| version_of(checked.steps, from)).transpose()?;
    let is_pending = |name: &String| {
        let of =
            |history: &[StepStatus]| history.iter().any(|step| step.is_pending() && step.version == *name);
        checked.check.from.is_some() || history.is_none_or(of)
    };
    let versions =
        names().skip_while(|name| from.is_some_and(|from| name != from)).filter(is_pending).collect();
    Ok(Chosen { versions, late: history.map(late).unwrap_or_default() })
}
