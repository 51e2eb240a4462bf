//! Whose fault a refusal is: an error goes in, and whether somebody else's lock was in the way
//! comes out. The codes of the servers do not overlap, so that nobody is asked which one it was.

use sea_orm::DbErr;

use super::{code, server_number};

/// `lock_not_available` (PostgreSQL manual, appendix A).
const LOCK_TIME_OUT: &str = "55P03";

/// `ER_LOCK_WAIT_TIMEOUT` of MySQL and MariaDB, for a table and for a row alike.
const MYSQL_LOCK_TIME_OUT: u16 = 1205;

/// `deadlock_detected` and `serialization_failure` (PostgreSQL manual, appendix A). MySQL and
/// MariaDB say the second of a deadlock, and Galera of what another node has made impossible.
const DEADLOCKS: [&str; 2] = ["40P01", "40001"];

/// Whether the statement did not get its lock in time. The server has refused it as a whole.
pub(crate) fn is_lock_time_out(error: &DbErr) -> bool {
    code(error).as_deref() == Some(LOCK_TIME_OUT)
        || server_number(error) == Some(MYSQL_LOCK_TIME_OUT)
}

/// Whether the statement was given up for somebody else's. The server has refused it as a whole,
/// and rolled back the transaction around it.
pub(crate) fn is_deadlock(error: &DbErr) -> bool {
    code(error).is_some_and(|code| DEADLOCKS.contains(&code.as_str()))
}

/// Whether somebody else was in the way, in either manner.
pub(crate) fn has_met_others(error: &DbErr) -> bool {
    is_deadlock(error) || is_lock_time_out(error)
}
