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
use crate::{Error, Target, env, panics};

use args::{Args, Command, Format, Generate};

/// Runs the command that the process was started with, and gives its exit code.
///
/// DATABASE_URL and the other settings come from the flags, the environment, or a `.env` file. With no DATABASE_URL the
/// database is the SQLite file `app.db` beside the workspace's `Cargo.toml`.
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
            // Help and the version come this way too; nothing can be done about a stdout that is closed.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
    };
    output::start_log(args.verbose);
    panics::tell_once();
    match Compat::new(dispatch(migrator, entities, args)).await {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

async fn dispatch(
    migrator: impl MigratorTraitSelf,
    entities: Entities,
    args: Args,
) -> Result<ExitCode, Error> {
    let command = args.command.clone().unwrap_or(Command::Up { num: None, dry_run: false });
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
    let target = target(&args, &entities)?;
    match command {
        Command::Up { num, dry_run: true } => commands::up::preview(&args, &target, &steps, num).await,
        Command::Up { num, dry_run: false } => commands::up::run(&args, &target, &steps, num).await,
        Command::Down { num, dry_run: true } => commands::down::preview(&args, &target, &steps, num).await,
        Command::Down { num, dry_run: false } => commands::down::run(&args, &target, &steps, num).await,
        Command::Fresh => commands::fresh::run(&args, &target, &steps).await,
        Command::Refresh => commands::refresh::run(&args, &target, &steps).await,
        Command::Reset => commands::reset::run(&args, &target, &steps).await,
        Command::Adopt => commands::adopt::run(&args, &target, &steps).await,
        Command::Repair { version, how } => {
            commands::repair::run(&args, &target, &steps, version.as_deref(), how.mark()).await
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

/// The database to work on: the one that is named, or the default one, which is said.
fn target(args: &Args, entities: &Entities) -> Result<Target, Error> {
    match args.target()? {
        Some(target) => Ok(target),
        None => {
            let target = Target::parse(&env::default_url(entities.manifest_dir()))?;
            tracing::info!("no DATABASE_URL is set: using the default database, {target}");
            Ok(target)
        }
    }
}

fn failed(error: &Error) -> ExitCode {
    output::error(error);
    ExitCode::from(error.exit_code())
}
