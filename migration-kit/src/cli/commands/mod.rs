//! One file per command.

mod baseline;
mod catalog;
mod check;
mod consent;
mod diagram;
mod down;
mod environment;
mod findings;
mod fresh;
mod generate;
mod refresh;
mod repair;
mod reset;
mod review;
mod sides;
mod sql;
mod status;
mod up;

use std::process::ExitCode;

use clap::Subcommand;
use futures_util::future::LocalBoxFuture;

use super::bar;
use crate::apply::{Done, Migrations, Options, Session};
use crate::desired::Entities;
use crate::{Direction, Error, Target};

/// The commands, in the order of the help. What a command is for, and what it takes, stands in its
/// file.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Command {
    Up(up::Up),
    Down(down::Down),
    Fresh(fresh::Fresh),
    Refresh(refresh::Refresh),
    Reset(reset::Reset),
    Status(status::Status),
    #[command(visible_alias = "adopt")]
    Baseline(baseline::Baseline),
    Repair(repair::Repair),
    Environment(environment::Environment),
    Generate(generate::Generate),
    Review(review::Review),
    Check(check::Check),
    Sql(sql::Sql),
    Diagram(diagram::Diagram),
}

/// What a command works on.
pub(super) struct Workspace<'a> {
    pub target: &'a Target,
    pub migrations: &'a Migrations,
    pub entities: &'a Entities,
}

impl Command {
    /// Runs what needs neither migrations nor a database.
    pub(super) fn run_alone(&self, entities: &Entities) -> Option<Result<ExitCode, Error>> {
        match self {
            Self::Generate(generate) if generate.empty => Some(generate::blank(entities, generate)),
            _ => None,
        }
    }

    /// Runs the command. The futures of the commands are large and deep, and so each is kept in a
    /// box of its own.
    pub(super) fn run<'a>(
        &'a self,
        on: &'a Workspace<'_>,
    ) -> LocalBoxFuture<'a, Result<ExitCode, Error>> {
        match self {
            Self::Up(up) => Box::pin(up::run(up, on)),
            Self::Down(down) => Box::pin(down::run(down, on)),
            Self::Fresh(fresh) => Box::pin(fresh::run(fresh, on)),
            Self::Refresh(refresh) => Box::pin(refresh::run(refresh, on)),
            Self::Reset(reset) => Box::pin(reset::run(reset, on)),
            Self::Status(status) => Box::pin(status::run(status, on)),
            Self::Baseline(baseline) => Box::pin(baseline::run(baseline, on)),
            Self::Repair(repair) => Box::pin(repair::run(repair, on)),
            Self::Environment(environment) => Box::pin(environment::run(environment, on)),
            Self::Generate(generate) => Box::pin(generate::run(generate, on)),
            Self::Review(review) => Box::pin(review::run(review, on)),
            Self::Check(check) => Box::pin(check::run(check, on)),
            Self::Sql(sql) => Box::pin(sql::run(sql, on)),
            Self::Diagram(diagram) => Box::pin(diagram::run(diagram, on)),
        }
    }
}

/// Runs migrations on a session that lasts as long as that, with a bar on a terminal.
async fn on_session(
    on: &Workspace<'_>,
    options: Options,
    run: impl AsyncFnOnce(&mut Session) -> Result<Vec<Done>, Error>,
) -> Result<ExitCode, Error> {
    let bar = bar::show(&options.progress);
    let mut session = Session::open(on.target, options).await?;
    let done = run(&mut session).await;
    session.close().await;
    drop(bar);
    Ok(summary(&done?))
}

/// Says how many migrations were run; each was told when it was done.
fn summary(done: &[Done]) -> ExitCode {
    let count =
        |direction| done.iter().filter(|migration| migration.direction == direction).count();
    match (count(Direction::Down), count(Direction::Up)) {
        (0, 0) => tracing::info!("nothing to do"),
        (0, up) => tracing::info!("{} applied", migrations(up)),
        (down, 0) => tracing::info!("{} rolled back", migrations(down)),
        (down, up) => {
            tracing::info!("{} rolled back, {} applied", migrations(down), migrations(up))
        }
    }
    ExitCode::SUCCESS
}

fn migrations(count: usize) -> String {
    format!("{count} migration{}", if count == 1 { "" } else { "s" })
}
