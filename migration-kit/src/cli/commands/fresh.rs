//! `fresh`: drop every view, table and type, then apply every step.

use std::process::ExitCode;

use super::consent::{self, Destroys};
use super::summary;
use crate::apply::environment::{DEVELOPMENT, Environment};
use crate::apply::{Options, Session, Steps};
use crate::cli::args::Args;
use crate::cli::bar;
use crate::source::Entities;
use crate::{Error, Target};

pub(in crate::cli) async fn run(
    args: &Args,
    target: &Target,
    steps: &Steps,
    entities: &Entities,
) -> Result<ExitCode, Error> {
    consent::ask(args, target, steps, entities, "drop every view, table and type of", Destroys::Everything)
        .await?;
    let options = args.options()?;
    let marked = is_marked(target, steps, &options).await?;
    let bar = bar::show(&options.progress);
    let mut session = Session::open(target, options).await?;
    let done = session.fresh(steps).await;
    session.close().await;
    drop(bar);
    if marked {
        // Its table went with the others, also where a step failed after that.
        let there = Environment::open(target, steps, &args.options()?).await?;
        let set = there.set(DEVELOPMENT).await;
        set.and(there.close().await)?;
    }
    Ok(summary(&done?))
}

async fn is_marked(target: &Target, steps: &Steps, options: &Options) -> Result<bool, Error> {
    if target.is_missing_file() || target.is_in_memory() {
        return Ok(false);
    }
    let there = Environment::open(target, steps, options).await?;
    let mark = there.mark().await;
    let closed = there.close().await;
    let is_marked = mark?.is_development();
    closed.map(|()| is_marked)
}
