//! `refresh`: undo every applied step, then apply them all again.

use std::process::ExitCode;

use super::consent::{self, Destroys};
use super::summary;
use crate::apply::{Session, Steps};
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
    consent::ask(
        args,
        target,
        steps,
        entities,
        "roll back every migration, and apply them all again, in",
        Destroys::Applied,
    )
    .await?;
    let options = args.options()?;
    let bar = bar::show(&options.progress);
    let mut session = Session::open(target, options).await?;
    let done = session.refresh(steps).await;
    session.close().await;
    drop(bar);
    Ok(summary(&done?))
}
