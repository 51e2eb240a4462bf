//! `reset`: roll back every applied migration, and drop their record.

use std::process::ExitCode;

use super::consent::{self, Destroys};
use super::{Workspace, on_session};
use crate::Error;
use crate::cli::args::Examples;
use crate::cli::options::{Consent, Running};

/// Roll back every applied migration, and drop their record
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Reset {
    #[command(flatten)]
    consent: Consent,

    #[command(flatten)]
    running: Running,
}

const EXAMPLES: Examples =
    Examples(&[("reset", "roll everything back"), ("reset --yes", "the same without a question")]);

pub(super) async fn run(reset: &Reset, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let options = reset.running.options()?;
    let what = "roll back every migration of";
    consent::ask(&reset.consent, &options, on, what, Destroys::Applied).await?;
    on_session(on, options, async |session| session.reset(on.migrations).await).await
}
