//! `reset`: undo every applied step, and drop their record.

use std::process::ExitCode;

use super::{consent, summary};
use crate::apply::{Session, Steps};
use crate::cli::args::Args;
use crate::{Error, Target};

pub(in crate::cli) async fn run(args: &Args, target: &Target, steps: &Steps) -> Result<ExitCode, Error> {
    consent::ask(args, target, "undo every step of")?;
    let mut session = Session::open(target, args.options()?).await?;
    let done = session.reset(steps).await;
    session.close().await;
    Ok(summary(&done?))
}
