//! `generate NAME --empty`: write a blank migration and register it.

use std::process::ExitCode;

use crate::Error;
use crate::codegen::{Clock, blank};
use crate::desired::Entities;

pub(super) fn run(entities: &Entities, name: &str, clock: Clock) -> Result<ExitCode, Error> {
    let migration = blank(entities.manifest_dir(), name, clock)?;
    tracing::info!("wrote {}", migration.path.display());
    tracing::info!(
        "registered {} in src/lib.rs; write its `up` and `down`, then run `up`",
        migration.version
    );
    Ok(ExitCode::SUCCESS)
}
