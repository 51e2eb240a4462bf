//! What stands around the statements of a migration on MySQL and MariaDB: nothing, because each of
//! them commits by itself.

use std::time::Duration;

use crate::dialect::MySql;
use crate::dialect::printed::{Frame, Manner, Printed};

impl Printed for MySql {
    fn settings(&self, _manner: Manner) -> Frame {
        Frame::default()
    }

    fn transaction(&self, _rebuilds: bool) -> Frame {
        Frame::default()
    }

    fn lock_timeout(&self, _time: Duration) -> Option<String> {
        None
    }
}
