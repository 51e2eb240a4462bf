//! `generate`: what to do about a change of the entities.

mod args;
mod blank;
mod check;
mod prompt;
mod write;

use std::process::ExitCode;

use super::Workspace;
use crate::Error;
use crate::cli::options::Format;
use crate::codegen::Clock;
use crate::desired::Entities;

pub(in crate::cli) use args::Generate;

/// Writes a blank migration: for this nothing is compared, and no database is needed.
pub(in crate::cli) fn blank(entities: &Entities, generate: &Generate) -> Result<ExitCode, Error> {
    let Some(name) = &generate.name else {
        return Err(Error::Usage {
            message: "a blank migration needs a name".to_owned(),
            hint: Some("such as: generate fill_names --empty".to_owned()),
        });
    };
    blank::run(entities, name, clock(generate))
}

/// Compares the entities with the migrations, and writes the migration that is missing, unless it
/// is only to be told.
pub(in crate::cli) async fn run(
    generate: &Generate,
    on: &Workspace<'_>,
) -> Result<ExitCode, Error> {
    let Workspace { target, migrations, entities } = *on;
    if generate.check {
        return check::run(generate.format, target, migrations, entities).await;
    }
    if matches!(generate.format, Format::Github | Format::Sarif) {
        return Err(Error::Usage {
            message: "generate prints findings, as --format github and sarif, with --check alone"
                .to_owned(),
            hint: Some("--format text and json tell what is written".to_owned()),
        });
    }
    write::run(target, migrations, entities, generate).await
}

fn clock(generate: &Generate) -> Clock {
    if generate.local_time { Clock::Local } else { Clock::Utc }
}
