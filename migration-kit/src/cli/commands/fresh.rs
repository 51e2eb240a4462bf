//! `fresh`: drop every view, table and type, then apply every step.

use std::process::ExitCode;

use super::{consent, summary};
use crate::apply::{Session, Steps};
use crate::cli::args::Args;
use crate::cli::bar;
use crate::{Error, Target};

pub(in crate::cli) async fn run(args: &Args, target: &Target, steps: &Steps) -> Result<ExitCode, Error> {
    consent::ask(args, target, "drop every view, table and type of")?;
    let options = args.options()?;
    let bar = bar::show(&options.progress);
    let mut session = Session::open(target, options).await?;
    let done = session.fresh(steps).await;
    session.close().await;
    drop(bar);
    Ok(summary(&done?))
}
