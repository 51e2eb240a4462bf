//! `generate NAME --empty`: write a blank step and register it.

use std::process::ExitCode;

use crate::Error;
use crate::generate::{Clock, blank};
use crate::source::Entities;

pub(super) fn run(entities: &Entities, name: &str, clock: Clock) -> Result<ExitCode, Error> {
    let step = blank(entities.manifest_dir(), name, clock)?;
    tracing::info!("wrote {}", step.path.display());
    tracing::info!("registered {} in src/lib.rs; write its `up` and `down`, then run `up`", step.version);
    Ok(ExitCode::SUCCESS)
}
