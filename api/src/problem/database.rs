//! What the database refused, for the client. The one place that reads a driver's errors.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

use super::{Kind, Problem};

/// After how many seconds a client may try again what the database could not do at the moment.
const RETRY_AFTER: u64 = 1;

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            // Which value it was is known to the client, and the constraint's name is not its business.
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                return Problem::new(Kind::Conflict).detail("Another one with this value exists already.");
            }
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => {
                return Problem::new(Kind::Conflict).detail("What it belongs to is gone.");
            }
            _ => {}
        }
        if is_away(&error) {
            tracing::warn!(%error, "the database does not answer");
            return Problem::new(Kind::Unavailable).retry_after(RETRY_AFTER);
        }
        tracing::error!(%error, "the database refused a statement");
        Problem::new(Kind::Internal)
    }
}

/// Whether the same request may succeed in a moment: the database is away, full, or chose this one to give way.
fn is_away(error: &DbErr) -> bool {
    let source = match error {
        DbErr::ConnectionAcquire(_) => return true,
        DbErr::Conn(source) | DbErr::Exec(source) | DbErr::Query(source) => source,
        _ => return false,
    };
    let RuntimeErr::SqlxError(source) = source else { return false };
    match source.as_ref() {
        SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::Protocol(_) => true,
        SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed => true,
        SqlxError::Database(error) => {
            let code = error.code().unwrap_or_default();
            // PostgreSQL "Appendix A. Error Codes": connection exceptions, a roll-back that a repetition mends, too
            // many connections, a cancelled statement, a server that stops or starts, one that is read-only after a
            // switch. MySQL's and SQLite's codes of the same meaning: lock wait, deadlock, too many connections,
            // shutdown, read-only; busy, locked, busy snapshot.
            let postgres = ["08", "40", "53", "57", "25006"]
                .iter()
                .any(|class| code.len() == 5 && code.starts_with(class));
            let number = error.try_downcast_ref::<sea_orm::SqlxMySqlError>().map(|error| error.number());
            let mysql = matches!(number, Some(1040 | 1053 | 1205 | 1213 | 1290 | 1927 | 2006 | 2013));
            let sqlite = error.try_downcast_ref::<sea_orm::SqlxSqliteError>().is_some()
                && matches!(&*code, "5" | "6" | "261" | "517");
            (number.is_none() && postgres) || mysql || sqlite
        }
        _ => false,
    }
}
