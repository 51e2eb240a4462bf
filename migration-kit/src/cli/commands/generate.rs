//! `generate`: write a blank step and register it.

use std::process::ExitCode;

use crate::Error;
use crate::cli::args::Generate;
use crate::generate::{Clock, blank};
use crate::source::Entities;

pub(in crate::cli) fn run(entities: &Entities, args: &Generate) -> Result<ExitCode, Error> {
    let clock = if args.local_time { Clock::Local } else { Clock::Utc };
    let step = blank(entities.manifest_dir(), &args.name, clock)?;
    tracing::info!("wrote {}", step.path.display());
    tracing::info!("registered {} in src/lib.rs; write its `up` and `down`, then run `up`", step.version);
    Ok(ExitCode::SUCCESS)
}
