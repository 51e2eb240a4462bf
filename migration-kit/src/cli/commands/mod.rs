//! One file per command.

pub(super) mod adopt;
pub(in crate::cli) mod check;
pub(super) mod diagram;
pub(super) mod down;
pub(super) mod environment;
pub(super) mod fresh;
pub(in crate::cli) mod generate;
pub(super) mod refresh;
pub(super) mod repair;
pub(super) mod reset;
pub(super) mod review;
pub(super) mod sql;
pub(super) mod status;
pub(super) mod up;

mod consent;
mod findings;
mod sides;

use std::process::ExitCode;

use crate::Direction;
use crate::apply::Done;

/// Says how many steps were run; each was told when it was done.
fn summary(done: &[Done]) -> ExitCode {
    let count = |direction| done.iter().filter(|step| step.direction == direction).count();
    match (count(Direction::Down), count(Direction::Up)) {
        (0, 0) => tracing::info!("nothing to do"),
        (0, up) => tracing::info!("{} applied", steps(up)),
        (down, 0) => tracing::info!("{} undone", steps(down)),
        (down, up) => tracing::info!("{} undone, {} applied", steps(down), steps(up)),
    }
    ExitCode::SUCCESS
}

fn steps(count: usize) -> String {
    format!("{count} step{}", if count == 1 { "" } else { "s" })
}
