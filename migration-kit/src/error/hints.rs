//! What to do next: an error goes in, the lines behind its first one come out.

use super::{Direction, Error, Left};
use crate::escape::lines;

impl Error {
    /// What to do next, for the lines after the first one.
    pub fn hint(&self) -> Option<String> {
        self.advice().map(|hint| lines(&hint))
    }

    fn advice(&self) -> Option<String> {
        match self {
            Self::Usage { hint, .. }
            | Self::Environment { hint, .. }
            | Self::UnknownVersion { hint, .. }
            | Self::Verification { hint, .. }
            | Self::Interrupted { hint, .. }
            | Self::Internal { hint, .. }
            | Self::Connect { hint, .. }
            | Self::Database { hint, .. } => hint.clone(),
            Self::Decision { hint, .. } => Some(hint.clone()),
            Self::LockTimeout { ends, .. } => {
                let wait = "wait for the other process to finish, or allow more time with --lock-timeout or \
                            MIGRATE_LOCK_TIMEOUT (seconds)";
                Some(ends.iter().fold(wait.to_owned(), |hint, ends| format!("{hint}\n{ends}")))
            }
            Self::NotApplied { .. } => {
                Some("apply them with `up`, or boot one process with MIGRATE_ON_BOOT=apply".to_owned())
            }
            Self::Migration { left: Left::Nothing, .. } => Some(
                "nothing of it is left in the database; mend the migration and run the command again"
                    .to_owned(),
            ),
            Self::ConnectionLost { left: Left::Nothing, .. } => {
                Some("the server rolls its transaction back; run the command again".to_owned())
            }
            Self::LeaseLost { left: Left::Nothing, .. } => {
                Some("its transaction is rolled back; run the command again".to_owned())
            }
            Self::Migration { left: Left::Unknown, .. }
            | Self::ConnectionLost { left: Left::Unknown, .. }
            | Self::LeaseLost { left: Left::Unknown, .. } => Some(
                "the server has not said whether it was recorded; run the command again: it looks, and \
                 says what to do if only a part of it is there"
                    .to_owned(),
            ),
            Self::Unfinished { direction, .. } => {
                let back = match direction {
                    Direction::Up => "; `down -n 1` rolls back what is done of it",
                    Direction::Down => "",
                };
                Some(format!(
                    "mend what is in its way and run the command again: it goes on where it was ended{back}"
                ))
            }
            Self::Migration { version, left: Left::Something, .. }
            | Self::ConnectionLost { version, left: Left::Something, .. }
            | Self::LeaseLost { version, left: Left::Something, .. } => Some(format!(
                "it ran outside a transaction, or ended it, so what it did before is still there\n{}",
                ways_out(version)
            )),
            Self::PartiallyApplied { version, known, .. } => Some(format!("{known}\n{}", ways_out(version))),
            Self::File { .. } => None,
        }
    }
}

/// How a partially applied migration is cleared up.
fn ways_out(version: &str) -> String {
    format!(
        "look at the database, bring it to one side or the other, and say which:\n  \
         repair {version} --mark applied   the migration is completely there\n  \
         repair {version} --mark pending   nothing of it is there; the next `up` runs it\n  \
         repair {version} --continue       run the statements of it that have not run\n  \
         repair {version} --down           roll back those that have run, by its `down`, and take it for pending"
    )
}
