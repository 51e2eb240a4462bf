//! `down`: Undo applied steps.

use std::process::ExitCode;

use super::{consent, summary};
use crate::apply::{Session, Steps};
use crate::cli::args::Args;
use crate::cli::bar;
use crate::{Error, Target};

pub(in crate::cli) async fn run(
    args: &Args,
    target: &Target,
    steps: &Steps,
    num: u32,
) -> Result<ExitCode, Error> {
    // What a step's `down` loses is not known before it runs.
    if num > 0 {
        consent::ask(args, target, "undo steps of")?;
    }
    let options = args.options()?;
    let bar = bar::show(&options.progress);
    let mut session = Session::open(target, options).await?;
    let done = session.down(steps, Some(num)).await;
    session.close().await;
    drop(bar);
    Ok(summary(&done?))
}
