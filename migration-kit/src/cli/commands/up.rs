//! `up`: apply pending migrations.

use std::process::ExitCode;

use super::{Workspace, on_session, sql};
use crate::apply::Session;
use crate::apply::environment::{self, DEVELOPMENT, Environment};
use crate::cli::args::Examples;
use crate::cli::options::Running;
use crate::cli::output;
use crate::{Direction, Error};

/// Apply pending migrations (what happens without a command too)
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Up {
    /// How many of them, the oldest first [default: all]
    #[arg(short, long)]
    num: Option<u32>,

    /// Print the SQL instead of running it
    #[arg(long)]
    dry_run: bool,

    /// Create the database if it is missing, and mark it `development`: commands that destroy data
    /// do not ask there
    #[arg(long, conflicts_with = "dry_run")]
    create: bool,

    #[command(flatten)]
    running: Running,
}

const EXAMPLES: Examples = Examples(&[
    ("up", "apply everything that is pending"),
    ("up -n 1 --dry-run", "the SQL of the next migration"),
    ("up --create", "a new database for development"),
]);

pub(super) async fn run(up: &Up, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    if up.dry_run {
        return preview(up, on).await;
    }
    let Workspace { target, migrations, .. } = *on;
    let options = up.running.options()?;
    if up.create && environment::create(target).await? {
        let made = Environment::open_to_change(target, migrations, &options).await?;
        let marked = made.set(DEVELOPMENT).await;
        marked.and(made.close().await)?;
        tracing::info!(
            "created {target}, and marked it as {DEVELOPMENT}: no command asks before it destroys data there"
        );
    }
    let bring_up = async |session: &mut Session| {
        let done = session.up(migrations, up.num).await?;
        session.warn_of_modified(migrations).await?;
        Ok(done)
    };
    on_session(on, options, bring_up).await
}

/// `up --dry-run`: the SQL of the pending migrations, on stdout.
async fn preview(up: &Up, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, migrations, .. } = *on;
    let (options, num) = (up.running.options()?, up.num);
    let history = Session::look(target, migrations, options.clone()).await?;
    let pending = history
        .iter()
        .filter(|migration| migration.is_pending())
        .map(|migration| migration.version.as_str());
    let pending: Vec<&str> = pending.take(num.map_or(usize::MAX, |num| num as usize)).collect();
    if pending.is_empty() {
        tracing::info!("nothing to do");
    }
    let chosen = |version: &str| pending.contains(&version);
    let text = sql::text(target.backend(), migrations, &options, Direction::Up, chosen).await?;
    output::document(&text);
    Ok(ExitCode::SUCCESS)
}
