//! `down`: roll applied migrations back.

use std::process::ExitCode;

use super::consent::{self, Destroys};
use super::{Workspace, on_session, sql};
use crate::apply::{MigrationStatus, Session};
use crate::cli::args::Examples;
use crate::cli::options::{Consent, Running};
use crate::cli::output;
use crate::{Direction, Error};

/// Roll back applied migrations
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Down {
    /// How many of them, the newest first
    #[arg(short, long, default_value_t = 1)]
    num: u32,

    /// Print the SQL instead of running it
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    consent: Consent,

    #[command(flatten)]
    running: Running,
}

const EXAMPLES: Examples = Examples(&[
    ("down", "roll back the last one"),
    ("down -n 2 --dry-run", "the SQL that would roll back the last two"),
]);

pub(super) async fn run(down: &Down, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    if down.dry_run {
        return preview(down, on).await;
    }
    let (num, options) = (down.num, down.running.options()?);
    // What a migration's `down` loses is not known before it runs.
    if num > 0 {
        let what = match num {
            1 => "roll back the last migration of".to_owned(),
            num => format!("roll back the last {num} migrations of"),
        };
        consent::ask(&down.consent, &options, on, &what, Destroys::Applied).await?;
    }
    on_session(on, options, async |session| session.down(on.migrations, Some(num)).await).await
}

/// `down --dry-run`: the SQL that would roll back the last applied migrations, on stdout.
async fn preview(down: &Down, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, migrations, .. } = *on;
    let options = down.running.options()?;
    let history = Session::look(target, migrations, options.clone()).await?;
    let recorded = |migration: &&MigrationStatus| {
        migration.applied_at.is_some() || migration.is_partially_applied()
    };
    let applied: Vec<&str> =
        history.iter().filter(recorded).map(|migration| migration.version.as_str()).collect();
    let last = &applied[applied.len().saturating_sub(down.num as usize)..];
    if last.is_empty() {
        tracing::info!("nothing to do");
    }
    let chosen = |version: &str| last.contains(&version);
    let text = sql::text(target.backend(), migrations, &options, Direction::Down, chosen).await?;
    output::print(&text);
    Ok(ExitCode::SUCCESS)
}
