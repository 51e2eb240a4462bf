//! `refresh`: roll back every applied migration, then apply them all again.

use std::process::ExitCode;

use super::consent::{self, Destroys};
use super::{Workspace, summary};
use crate::Error;
use crate::apply::Session;
use crate::cli::args::Examples;
use crate::cli::bar;
use crate::cli::options::{Consent, Running};

/// Roll back every applied migration, then apply them all again
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Refresh {
    #[command(flatten)]
    consent: Consent,

    #[command(flatten)]
    running: Running,
}

const EXAMPLES: Examples = Examples(&[
    ("refresh", "roll back and apply everything"),
    ("refresh --yes", "the same without a question"),
]);

pub(super) async fn run(refresh: &Refresh, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let options = refresh.running.options()?;
    let what = "roll back every migration, and apply them all again, in";
    consent::ask(&refresh.consent, &options, on, what, Destroys::Applied).await?;
    let bar = bar::show(&options.progress);
    let mut session = Session::open(on.target, options).await?;
    let done = session.refresh(on.steps).await;
    session.close().await;
    drop(bar);
    Ok(summary(&done?))
}
