//! What the database refused, for the client. The one place that reads a driver's errors.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

use super::{Kind, Problem};

/// After how many seconds a client may try again what the database could not do at the moment.
const RETRY_AFTER: u64 = 1;

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            // Which value it was is known to the client, and the constraint's name is not its
            // business.
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                return Problem::new(Kind::Conflict)
                    .detail("Another one with this value exists already.");
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

/// Why the database did not tell what those who run the server ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// It does not answer, or not in a way that is known.
    Away,
    /// It answers, and refuses what this server needs.
    NoRight,
}

impl Silence {
    /// What a stranger may know of it.
    pub fn reason(self) -> &'static str {
        match self {
            Silence::Away => "the database does not answer",
            Silence::NoRight => "the database refuses this server: its user lacks a right",
        }
    }
}

impl From<&migration_kit::Error> for Silence {
    fn from(error: &migration_kit::Error) -> Self {
        match error {
            migration_kit::Error::Database { source, .. } if is_refused(source) => Silence::NoRight,
            _ => Silence::Away,
        }
    }
}

impl From<Silence> for Problem {
    fn from(silence: Silence) -> Self {
        Problem::new(Kind::Unavailable).detail(silence.reason()).retry_after(RETRY_AFTER)
    }
}

/// Whether the database answers that its user may not do this: PostgreSQL "insufficient_privilege";
/// MySQL, access to a database, a table, a column or a routine denied; SQLite, permission denied,
/// not authorised, cannot open.
fn is_refused(error: &DbErr) -> bool {
    let (DbErr::Conn(source) | DbErr::Exec(source) | DbErr::Query(source)) = error else {
        return false;
    };
    let RuntimeErr::SqlxError(source) = source else { return false };
    let SqlxError::Database(error) = source.as_ref() else { return false };
    if let Some(error) = error.try_downcast_ref::<sea_orm::SqlxMySqlError>() {
        return matches!(error.number(), 1044 | 1045 | 1142 | 1143 | 1227 | 1370);
    }
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<sea_orm::SqlxSqliteError>().is_some() {
        return matches!(&*code, "3" | "14" | "23");
    }
    code == "42501"
}

/// Whether the same request may succeed in a moment: the database is away, full, or chose this one
/// to give way.
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
            // PostgreSQL "Appendix A. Error Codes": connection exceptions, a roll-back that a
            // repetition mends, too many connections, a cancelled statement, a server that stops or
            // starts, one that is read-only after a switch. MySQL's and SQLite's codes of the same
            // meaning: lock wait, deadlock, too many connections, shutdown, read-only; busy,
            // locked, busy snapshot.
            let postgres = ["08", "40", "53", "57", "25006"]
                .iter()
                .any(|class| code.len() == 5 && code.starts_with(class));
            let number =
                error.try_downcast_ref::<sea_orm::SqlxMySqlError>().map(|error| error.number());
            let mysql =
                matches!(number, Some(1040 | 1053 | 1205 | 1213 | 1290 | 1927 | 2006 | 2013));
            let sqlite = error.try_downcast_ref::<sea_orm::SqlxSqliteError>().is_some()
                && matches!(&*code, "5" | "6" | "261" | "517");
            (number.is_none() && postgres) || mysql || sqlite
        }
        _ => false,
    }
}
