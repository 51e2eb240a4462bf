//! What stands around the statements of a migration on SQLite.

use std::time::Duration;

use crate::dialect::Sqlite;
use crate::dialect::printed::{Frame, Manner, Printed};

/// The executor compares what this tells with what it told before.
const CHECK: &str = "-- each row of this is one without its parent; where there are more than before, ROLLBACK\n\
     PRAGMA foreign_key_check";

impl Printed for Sqlite {
    fn settings(&self, manner: Manner) -> Frame {
        if !manner.rebuilds {
            return Frame::default();
        }
        Frame {
            before: vec!["PRAGMA foreign_keys = OFF".to_owned()],
            after: vec!["PRAGMA foreign_keys = ON".to_owned()],
        }
    }

    fn transaction(&self, rebuilds: bool) -> Frame {
        let check = rebuilds.then(|| CHECK.to_owned());
        Frame {
            before: vec!["BEGIN IMMEDIATE".to_owned()],
            after: check.into_iter().chain(["COMMIT".to_owned()]).collect(),
        }
    }

    fn lock_timeout(&self, _time: Duration) -> Option<String> {
        None
    }
}
