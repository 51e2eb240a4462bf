//! `up`: Apply pending steps.

use std::process::ExitCode;

use super::summary;
use crate::apply::{Session, Steps};
use crate::cli::args::Args;
use crate::{Error, Target};

pub(in crate::cli) async fn run(
    args: &Args,
    target: &Target,
    steps: &Steps,
    num: Option<u32>,
) -> Result<ExitCode, Error> {
    let mut session = Session::open(target, args.options()?).await?;
    let done = session.up(steps, num).await;
    session.close().await;
    Ok(summary(&done?))
}
