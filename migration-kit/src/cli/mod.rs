//! The command line of a migration crate: the stock commands and flags, with errors on one line and
//! exit codes.
//!
//! Exit codes: 0 done, or nothing to do; 1 the answer is no; 2 cannot start; 3 a decision is
//! needed; 4 a migration failed. Results (tables and JSON) go to stdout, everything else to stderr.

mod args;
mod bar;
mod commands;
mod mistake;
mod options;
mod output;
mod prompt;
mod terminal;
mod tests;

use std::process::ExitCode;

use async_compat::Compat;
use sea_orm_migration::MigratorTraitSelf;

use crate::apply::Migrations;
use crate::desired::Entities;
use crate::{Error, env, panics};

use args::{Args, Parsed};
use commands::Workspace;

/// Runs the command that the process was started with, and gives its exit code.
///
/// DATABASE_URL and the other settings come from the flags, the environment, or the `.env` file of
/// the workspace. With no DATABASE_URL the database is the SQLite file `app.db` beside the
/// workspace's `Cargo.toml`.
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
    let args = match args::parse(std::env::args_os()) {
        Ok(Parsed::Run(args)) => args,
        Ok(Parsed::Show(text)) => {
            output::print(&text.ansi().to_string());
            return ended(ExitCode::SUCCESS);
        }
        Err(error) => return failed(&error),
    };
    output::start_log(args.global.verbose);
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
    if let Some(done) = args.command.run_alone(&entities) {
        return done;
    }
    let migrations = Migrations::of(&migrator)?;
    let target = env::database(entities.manifest_dir(), args.global.database_url.as_deref())?;
    args.command
        .run(&Workspace { target: &target, migrations: &migrations, entities: &entities })
        .await
}

fn failed(error: &Error) -> ExitCode {
    output::error(error);
    ExitCode::from(error.exit_code())
}
