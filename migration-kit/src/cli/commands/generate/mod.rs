//! `generate`: what to do about a change of the entities.

mod blank;
mod check;
mod prompt;
mod write;

use std::process::ExitCode;

use crate::apply::Steps;
use crate::cli::args::{Args, Generate};
use crate::generate::Clock;
use crate::source::Entities;
use crate::{Error, Target};

/// Writes a blank step: for this nothing is compared, and no database is needed.
pub(in crate::cli) fn blank(entities: &Entities, generate: &Generate) -> Result<ExitCode, Error> {
    let Some(name) = &generate.name else {
        return Err(Error::Config {
            message: "a blank step needs a name".to_owned(),
            hint: Some("such as: generate fill_names --empty".to_owned()),
        });
    };
    blank::run(entities, name, clock(generate))
}

/// Compares the entities with the migrations, and writes the step between them unless it is only to be told.
pub(in crate::cli) async fn run(
    args: &Args,
    target: &Target,
    steps: &Steps,
    entities: &Entities,
    generate: &Generate,
) -> Result<ExitCode, Error> {
    if generate.check {
        return check::run(args, target, steps, entities).await;
    }
    write::run(args, target, steps, entities, generate).await
}

fn clock(generate: &Generate) -> Clock {
    if generate.local_time { Clock::Local } else { Clock::Utc }
}
