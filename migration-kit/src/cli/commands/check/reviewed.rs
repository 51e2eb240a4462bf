//! Whether the linter finds an error in the steps that are still to be applied.

use super::Checked;
use crate::Error;
use crate::apply::{State, StepStatus};
use crate::cli::commands::findings::version_of;
use crate::cli::commands::review::{Chosen, review};
use crate::report::{Count, Item, plural};

pub(super) async fn check(checked: &Checked<'_>, history: Option<&[StepStatus]>) -> Result<Item, Error> {
    let chosen = chosen(checked, history)?;
    let review = review(checked.target, checked.steps, checked.entities, &chosen).await?;
    let seen = plural(review.steps.len(), "step", "steps");
    let count = Count::of(review.findings());
    let findings = review.findings().cloned().collect();
    let item = Item::of("review", "steps are reviewed without errors", findings).seen(seen);
    Ok(if count == Count::default() { item } else { item.help("`review` shows them beside their SQL") })
}

/// The pending steps; those from `--from` on; all of them where no database tells which are pending.
fn chosen(checked: &Checked<'_>, history: Option<&[StepStatus]>) -> Result<Chosen, Error> {
    let names = || checked.steps.list().iter().map(|step| step.name().to_owned());
    let late = |history: &[StepStatus]| {
        let late = history.iter().filter(|step| step.state == State::Late);
        late.map(|step| step.version.clone()).collect()
    };
    let versions = match (&checked.check.from, history) {
        (Some(from), _) => {
            let from = version_of(checked.steps, from)?;
            names().skip_while(|name| name != from).collect()
        }
        (None, Some(history)) => {
            history.iter().filter(|step| step.is_pending()).map(|step| step.version.clone()).collect()
        }
        (None, None) => names().collect(),
    };
    Ok(Chosen { versions, late: history.map(late).unwrap_or_default() })
}
