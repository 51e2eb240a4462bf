//! What stands around the statements of a migration on PostgreSQL.

use std::time::Duration;

use crate::dialect::Postgres;
use crate::dialect::printed::{Frame, Manner, Printed};

impl Printed for Postgres {
    fn settings(&self, manner: Manner) -> Frame {
        if !manner.is_patient {
            return Frame::default();
        }
        Frame {
            before: vec![lock_timeout("", Duration::ZERO)],
            after: vec![lock_timeout("", manner.patience)],
        }
    }

    fn transaction(&self, _rebuilds: bool) -> Frame {
        Frame { before: vec!["BEGIN".to_owned()], after: vec!["COMMIT".to_owned()] }
    }

    fn lock_timeout(&self, time: Duration) -> Option<String> {
        Some(lock_timeout("LOCAL ", time))
    }
}

/// The setting for the session, or with `LOCAL ` for a transaction.
pub(crate) fn lock_timeout(scope: &str, time: Duration) -> String {
    format!("SET {scope}lock_timeout = {}", time.as_millis())
}
