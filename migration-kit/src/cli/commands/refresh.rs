//! `refresh`: roll back every applied migration, then apply them all again.

use std::process::ExitCode;

use super::consent::{self, Destroys};
use super::{Workspace, on_session};
use crate::Error;
use crate::cli::args::Examples;
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
    on_session(on, options, async |session| session.refresh(on.migrations).await).await
}
