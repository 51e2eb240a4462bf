//! `fresh`: drop every view, table and type, then apply every migration.

use std::process::ExitCode;

use super::consent::{self, Destroys};
use super::{Workspace, on_session};
use crate::Error;
use crate::apply::Options;
use crate::apply::environment::{DEVELOPMENT, Environment};
use crate::cli::args::Examples;
use crate::cli::options::{Consent, Running};

/// Drop every view, table and type, then apply every migration
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Fresh {
    #[command(flatten)]
    consent: Consent,

    #[command(flatten)]
    running: Running,
}

const EXAMPLES: Examples = Examples(&[
    ("fresh", "begin again with empty tables"),
    ("fresh --yes", "the same without a question"),
]);

pub(super) async fn run(fresh: &Fresh, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let options = fresh.running.options()?;
    let what = "drop every view, table and type of";
    consent::ask(&fresh.consent, &options, on, what, Destroys::Everything).await?;
    let marked = is_marked(on, &options).await?;
    let done =
        on_session(on, options.clone(), async |session| session.fresh(on.migrations).await).await;
    if marked {
        // Its table went with the others, also where a migration failed after that.
        let there = Environment::open(on.target, on.migrations, &options).await?;
        let set = there.set(DEVELOPMENT).await;
        set.and(there.close().await)?;
    }
    done
}

async fn is_marked(on: &Workspace<'_>, options: &Options) -> Result<bool, Error> {
    if on.target.is_missing_file() || on.target.is_in_memory() {
        return Ok(false);
    }
    let there = Environment::open(on.target, on.migrations, options).await?;
    let mark = there.mark().await;
    let closed = there.close().await;
    let is_marked = mark?.is_development();
    closed.map(|()| is_marked)
}
