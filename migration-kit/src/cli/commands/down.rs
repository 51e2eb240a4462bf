//! `down`: Undo applied steps.

use std::process::ExitCode;

use super::consent::{self, Destroys};
use super::{sql, summary};
use crate::apply::{Session, StepStatus, Steps};
use crate::cli::args::Args;
use crate::cli::bar;
use crate::cli::output;
use crate::source::Entities;
use crate::{Direction, Error, Target};

pub(in crate::cli) async fn run(
    args: &Args,
    target: &Target,
    steps: &Steps,
    entities: &Entities,
    num: u32,
) -> Result<ExitCode, Error> {
    // What a step's `down` loses is not known before it runs.
    if num > 0 {
        let what = match num {
            1 => "roll back the last migration of".to_owned(),
            num => format!("roll back the last {num} migrations of"),
        };
        consent::ask(args, target, steps, entities, &what, Destroys::Applied).await?;
    }
    let options = args.options()?;
    let bar = bar::show(&options.progress);
    let mut session = Session::open(target, options).await?;
    let done = session.down(steps, Some(num)).await;
    session.close().await;
    drop(bar);
    Ok(summary(&done?))
}

/// `down --dry-run`: the SQL that would undo the last applied steps, on stdout.
pub(in crate::cli) async fn preview(
    args: &Args,
    target: &Target,
    steps: &Steps,
    num: u32,
) -> Result<ExitCode, Error> {
    let history = Session::look(target, steps, args.options()?).await?;
    let recorded = |step: &&StepStatus| step.applied_at.is_some() || step.is_half_applied();
    let applied: Vec<&str> = history.iter().filter(recorded).map(|step| step.version.as_str()).collect();
    let last = &applied[applied.len().saturating_sub(num as usize)..];
    if last.is_empty() {
        tracing::info!("nothing to do");
    }
    let text = sql::text(target.backend(), steps, Direction::Down, |version| last.contains(&version)).await?;
    output::print(&text);
    Ok(ExitCode::SUCCESS)
}
