//! Consent: a question before a command destroys data.

use super::Workspace;
use crate::apply::environment::Environment;
use crate::apply::{MigrationStatus, Options, Session};
use crate::cli::options::Consent;
use crate::cli::{output, prompt};
use crate::{Error, Target, env};

/// What a command destroys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Destroys {
    /// Whatever there is.
    Everything,
    /// What applied migrations made: nothing where none is applied.
    Applied,
}

/// How many tables with rows are named.
const NAMED: usize = 3;

/// Says what is going to happen to which database, once that may happen. It may when `--yes` or
/// MIGRATE_YES says so, when nothing is there to be lost, when the database is an SQLite file of
/// the workspace or is marked `development`, and when a person on the terminal says yes. That it is
/// local is no reason: an address of this machine may be a tunnel.
///
/// # Errors
/// [`Error::Decision`] otherwise, and [`Error::Connect`] or [`Error::Database`] when the database
/// cannot be looked at.
pub(super) async fn ask(
    consent: &Consent,
    options: &Options,
    on: &Workspace<'_>,
    what: &str,
    destroys: Destroys,
) -> Result<(), Error> {
    let Workspace { target, migrations, entities } = *on;
    let is_own = || {
        target
            .sqlite_file()
            .is_some_and(|file| env::is_of_workspace(entities.manifest_dir(), &file))
    };
    if consent.is_given()? || target.is_in_memory() || target.is_missing_file() || is_own() {
        tracing::info!("this will {what} {target}");
        return Ok(());
    }
    if destroys == Destroys::Applied {
        let recorded = |migration: &MigrationStatus| {
            migration.applied_at.is_some() || migration.is_partially_applied()
        };
        if !Session::look(target, migrations, options.clone()).await?.iter().any(recorded) {
            return Ok(());
        }
    }
    let there = Environment::open(target, migrations, options).await?;
    let looked = async {
        let mark = there.mark().await?;
        let rows = if mark.is_development() {
            Vec::new()
        } else {
            there.tables_with_rows(NAMED + 1).await?
        };
        Ok::<_, Error>(rows)
    };
    let looked = looked.await;
    let closed = there.close().await;
    let tables = looked?;
    closed?;
    if !tables.is_empty() {
        let rows = with_rows(&tables);
        if !is_answered_yes(what, target, &rows).await? {
            return Err(refusal(what, target, &rows));
        }
    }
    tracing::info!("this will {what} {target}");
    Ok(())
}

/// Such as "the tables chats and users hold rows".
fn with_rows(tables: &[String]) -> String {
    match tables {
        [one] => format!("the table {one} holds rows"),
        [first @ .., last] if tables.len() <= NAMED => {
            format!("the tables {} and {last} hold rows", first.join(", "))
        }
        several => format!("the tables {} and others hold rows", several[..NAMED].join(", ")),
    }
}

/// Asks, where somebody sits.
async fn is_answered_yes(what: &str, target: &Target, rows: &str) -> Result<bool, Error> {
    if !prompt::is_possible() {
        return Ok(false);
    }
    let rows = crate::escape::line(rows);
    output::say(&format!("This will {what} {target}, where {rows}.\n"));
    Ok(prompt::text("Type yes to go on:").await?.is_some_and(|answer| answer.trim() == "yes"))
}

fn refusal(what: &str, target: &Target, rows: &str) -> Error {
    let file = env::file_of(env::YES.variable);
    let file = file.map(|file| {
        format!(
            "\nMIGRATE_YES in {} is no consent: everybody who uses the folder has it",
            file.display()
        )
    });
    Error::Decision {
        message: format!("this would {what} {target}, where {rows}; nothing was done"),
        hint: format!(
            "give --yes, or set MIGRATE_YES=1 in the environment, if that is what you want; `environment --set development` \
             marks a database whose data may always be lost{}",
            file.unwrap_or_default()
        ),
    }
}
