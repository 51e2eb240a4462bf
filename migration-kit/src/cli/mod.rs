//! The command line of a migration crate: the stock commands and flags, with errors on one line and exit codes.
//!
//! Exit codes: 0 done, or nothing to do; 1 the answer is no; 2 cannot start; 3 a decision is needed; 4 a step failed.
//! Results (tables and JSON) go to stdout, everything else to stderr.

mod args;
mod bar;
mod commands;
mod output;
mod tests;

use std::process::ExitCode;

use async_compat::Compat;
use clap::Parser as _;
use sea_orm_migration::MigratorTraitSelf;

use crate::apply::Steps;
use crate::source::Entities;
use crate::{Error, env, panics};

use args::{Args, Command, Format, Generate};

/// Runs the command that the process was started with, and gives its exit code.
///
/// DATABASE_URL and the other settings come from the flags, the environment, or the `.env` file of the workspace. With no
/// DATABASE_URL the database is the SQLite file `app.db` beside the workspace's `Cargo.toml`.
///
/// ```no_run
/// use sea_orm_migration::prelude::*;
/// use std::process::ExitCode;
///
/// struct Migrator;
///
/// #[async_trait::async_trait]
/// impl MigratorTrait for Migrator {
///     fn migrations() -> Vec<Box<dyn MigrationTrait>> {
///         vec![]
///     }
/// }
///
/// #[tokio::main]
/// async fn main() -> ExitCode {
///     migration_kit::cli::run(Migrator, migration_kit::entities![]).await
/// }
/// ```
pub async fn run(migrator: impl MigratorTraitSelf, entities: Entities) -> ExitCode {
    if let Err(error) = env::load(entities.manifest_dir()) {
        return failed(&error);
    }
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            if error.use_stderr() {
                return failed(&args::mistake(&error));
            }
            // Help and the version come this way too.
            output::print(&error.render().ansi().to_string());
            return ended(ExitCode::SUCCESS);
        }
    };
    output::start_log(args.verbose);
    panics::tell_once();
    match Compat::new(dispatch(migrator, entities, args)).await {
        Ok(code) => ended(code),
        Err(error) => failed(&error),
    }
}

/// The exit code of a command that did its work, unless what it had to say could not be written.
fn ended(code: ExitCode) -> ExitCode {
    output::failure().map_or(code, |error| failed(&error))
}

async fn dispatch(
    migrator: impl MigratorTraitSelf,
    entities: Entities,
    args: Args,
) -> Result<ExitCode, Error> {
    let command = args.command.clone().unwrap_or(Command::Up { num: None, dry_run: false, create: false });
    if let Command::Generate(generate @ Generate { empty: true, .. }) = &command {
        return commands::generate::blank(&entities, generate);
    }
    if args.format.is_of_findings() && !command.has_findings() {
        return Err(Error::Config {
            message: "this command has no findings for --format github or sarif".to_owned(),
            hint: Some("they are for status, generate --check, review and check".to_owned()),
        });
    }
    let draws = matches!(command, Command::Diagram { .. });
    if args.format.is_picture() != draws && (!draws || args.format != Format::Text) {
        return Err(Error::Config {
            message: "--format svg, mermaid and html are for diagram, which has no other".to_owned(),
            hint: Some(
                "diagram --format svg draws what the entities say; text and json are for the other commands"
                    .to_owned(),
            ),
        });
    }
    let steps = Steps::of(&migrator)?;
    let target = env::database(entities.manifest_dir(), args.database_url.as_deref())?;
    match command {
        Command::Up { num, dry_run: true, .. } => commands::up::preview(&args, &target, &steps, num).await,
        Command::Up { num, dry_run: false, create } => {
            commands::up::run(&args, &target, &steps, num, create).await
        }
        Command::Down { num, dry_run: true } => commands::down::preview(&args, &target, &steps, num).await,
        Command::Down { num, dry_run: false } => {
            commands::down::run(&args, &target, &steps, &entities, num).await
        }
        Command::Fresh => commands::fresh::run(&args, &target, &steps, &entities).await,
        Command::Refresh => commands::refresh::run(&args, &target, &steps, &entities).await,
        Command::Reset => commands::reset::run(&args, &target, &steps, &entities).await,
        Command::Environment(mark) => commands::environment::run(&args, &target, &steps, &mark).await,
        Command::Adopt => commands::adopt::run(&args, &target, &steps).await,
        Command::Repair { version, how } => {
            commands::repair::run(&args, &target, &steps, &entities, version.as_deref(), how.mark()).await
        }
        Command::Status { check } => commands::status::run(&args, &target, &steps, &entities, check).await,
        Command::Generate(generate) => {
            commands::generate::run(&args, &target, &steps, &entities, &generate).await
        }
        Command::Review { versions, live } => {
            commands::review::run(&args, &target, &steps, &entities, &versions, live).await
        }
        Command::Check(check) => commands::check::run(&args, &target, &steps, &entities, &check).await,
        Command::Sql(range) => commands::sql::run(&target, &steps, &range).await,
        Command::Diagram { output } => {
            commands::diagram::run(&target, &entities, args.format, output.as_deref()).await
        }
    }
}

fn failed(error: &Error) -> ExitCode {
    output::error(error);
    ExitCode::from(error.exit_code())
}
