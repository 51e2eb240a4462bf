//! What can go wrong, in words for the person who has to mend it, and the exit code that goes with
//! it.

mod hints;
mod locks;
mod words;

use sea_orm::DbErr;

use crate::escape::line;

pub(crate) use locks::{has_met_others, is_deadlock, is_lock_time_out};
pub(crate) use words::{code, in_full, one_line, reason, recorded, sqlx_reason};

/// Which way a migration was going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Applying the migration.
    Up,
    /// Rolling back the migration.
    Down,
}

/// What a migration that failed has left in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nothing, as the database says.
    Nothing,
    /// What it did before it failed.
    Something,
    /// The server has not answered the end of its transaction, or what was to be recorded of it.
    Unknown,
}

/// Every failure of the engine. `Display` is one line, without values of rows or statements;
/// [`Error::hint`] says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An argument, the list of migrations or the list of entities cannot be used as it is.
    #[error("{}", line(.message))]
    Usage {
        /// What is wrong, on one line.
        message: String,
        /// What to do next.
        hint: Option<String>,
    },

    /// A variable, a file, a server or what was compiled in is not as it has to be.
    #[error("{}", line(.message))]
    Environment {
        /// What is wrong, on one line.
        message: String,
        /// What to do next.
        hint: Option<String>,
    },

    /// A migration was named, or is recorded, that is not there.
    #[error("{}", line(.message))]
    UnknownVersion {
        /// Which one, and where it is not.
        message: String,
        /// What to do next.
        hint: Option<String>,
    },

    /// A generated migration does not do what it says, so it was not written.
    #[error("{}", line(.message))]
    Verification {
        /// What it does, or leaves.
        message: String,
        /// What to do next.
        hint: Option<String>,
    },

    /// Somebody has stopped the command before it was done.
    #[error("{}", line(.message))]
    Interrupted {
        /// What was stopped.
        message: String,
        /// What to do next.
        hint: Option<String>,
    },

    /// The kit, or the machine, has done what it never should.
    #[error("{}", line(.message))]
    Internal {
        /// What that was.
        message: String,
        /// What to do next.
        hint: Option<String>,
    },

    /// The database does not answer, or refuses the connection.
    #[error("cannot connect to {}: {}", line(.target), line(.reason))]
    Connect {
        /// Where the connection went, without its password.
        target: String,
        /// What the driver said.
        reason: String,
        /// What to do next.
        hint: Option<String>,
    },

    /// The database refused something that has to work before any migration can run.
    #[error("cannot {}: {}", line(.doing), reason(.source))]
    Database {
        /// What was being done, after "cannot".
        doing: String,
        /// What the database said.
        source: DbErr,
        /// What to do next.
        hint: Option<String>,
    },

    /// Another process held the lock for longer than the time-out.
    #[error("waited {waited} s for the migration lock, which is held by {}", line(.holder))]
    LockTimeout {
        /// How long this process waited, in whole seconds.
        waited: u64,
        /// Who holds it and since when, as far as the backend can say.
        holder: String,
        /// What ends a holder that has been idle for minutes.
        ends: Option<String>,
    },

    /// In `verify` mode nobody brought the database up in time.
    #[error("waited {waited} s, and {} still pending: {}", count(pending.len()), line(&pending.join(", ")))]
    NotApplied {
        /// How long this process waited, in whole seconds.
        waited: u64,
        /// The versions that the database lacks.
        pending: Vec<String>,
    },

    /// A person has to decide.
    #[error("{}", line(.message))]
    Decision {
        /// What has to be decided.
        message: String,
        /// The flags or the edit that decide it.
        hint: String,
    },

    /// A migration failed. Everything before it is applied and recorded.
    #[error("migration {} failed {}: {}", line(.version), match .direction {
        Direction::Up => "while it was applied",
        Direction::Down => "while it was rolled back",
    }, reason(.source))]
    Migration {
        /// The migration's version.
        version: String,
        /// Which way it was going.
        direction: Direction,
        /// What the database, or the migration itself, said.
        source: DbErr,
        /// What of the migration is in the database.
        left: Left,
    },

    /// A migration that changes tables in use did not come to its end; the same command goes on
    /// with it.
    #[error("migration {} was ended {}: {}", line(.version), match .direction {
        Direction::Up => "while it was applied",
        Direction::Down => "while it was rolled back",
    }, reason(.source))]
    Unfinished {
        /// The migration's version.
        version: String,
        /// Which way it was going.
        direction: Direction,
        /// What the database said, or the driver.
        source: DbErr,
    },

    /// The connection went away while a migration ran, and the lock with it. Nothing more is
    /// recorded.
    #[error("the connection was lost while migration {} was {}, and the migration lock with it: {}", line(.version), match .direction {
        Direction::Up => "applied",
        Direction::Down => "rolled back",
    }, reason(.source))]
    ConnectionLost {
        /// The migration's version.
        version: String,
        /// Which way it was going.
        direction: Direction,
        /// What the driver said.
        source: DbErr,
        /// What of the migration is in the database.
        left: Left,
    },

    /// The lease on the migration lock ran out while a migration ran. Nothing more is recorded.
    #[error("the lease on the migration lock was lost while migration {} was {}", line(.version), match .direction {
        Direction::Up => "applied",
        Direction::Down => "rolled back",
    })]
    LeaseLost {
        /// The migration's version.
        version: String,
        /// Which way it was going.
        direction: Direction,
        /// What of the migration is in the database.
        left: Left,
    },

    /// A migration was begun outside a transaction and did not end. Nothing else runs before that
    /// is cleared up.
    #[error("migration {} is partially {}: {}", line(.version), match .direction {
        Direction::Up => "applied",
        Direction::Down => "rolled back",
    }, line(.story))]
    PartiallyApplied {
        /// The migration's version.
        version: String,
        /// Which way it was going.
        direction: Direction,
        /// Who began it and when, and what ended it, as far as that is known.
        story: String,
        /// Which of its statements are known to have run.
        known: String,
    },

    /// A file could not be read or written.
    #[error("cannot {doing} {}: {source}", line(&path.display().to_string()))]
    File {
        /// What was being done, after "cannot".
        doing: &'static str,
        /// The file or folder.
        path: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    /// An [`Error::Usage`] without a hint.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: None }
    }

    /// An [`Error::Environment`] without a hint.
    pub(crate) fn environment(message: impl Into<String>) -> Self {
        Self::Environment { message: message.into(), hint: None }
    }

    /// An [`Error::Internal`] without a hint.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::Internal { message: message.into(), hint: None }
    }

    /// The process exit code of the contract: 1 the answer is no, 2 cannot start, 3 a decision is
    /// needed, 4 a migration failed.
    ///
    /// ```
    /// let malformed = migration_kit::Target::parse("oracle://db").unwrap_err();
    /// assert_eq!(malformed.exit_code(), 2);
    /// ```
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NotApplied { .. } => 1,
            Self::Usage { .. }
            | Self::Environment { .. }
            | Self::UnknownVersion { .. }
            | Self::Verification { .. }
            | Self::Interrupted { .. }
            | Self::Internal { .. }
            | Self::Connect { .. }
            | Self::Database { .. }
            | Self::LockTimeout { .. }
            | Self::File { .. } => 2,
            Self::Decision { .. } => 3,
            Self::Migration { .. }
            | Self::Unfinished { .. }
            | Self::ConnectionLost { .. }
            | Self::LeaseLost { .. }
            | Self::PartiallyApplied { .. } => 4,
        }
    }

    /// All that the database said, also values of rows and statements, where the one line leaves
    /// some out: to be shown on a terminal, and never to be logged.
    pub fn in_full(&self) -> Option<String> {
        match self {
            Self::Database { source, .. }
            | Self::Migration { source, .. }
            | Self::Unfinished { source, .. }
            | Self::ConnectionLost { source, .. } => {
                in_full(source).filter(|full| *full != reason(source))
            }
            _ => None,
        }
    }
}

/// "1 migration is" or "3 migrations are", for messages.
fn count(migrations: usize) -> String {
    match migrations {
        1 => "1 migration is".to_owned(),
        n => format!("{n} migrations are"),
    }
}

/// A failure of the database, with what was being done.
pub(crate) fn doing(doing: String, source: DbErr) -> Error {
    // `read_only_sql_transaction` (PostgreSQL manual, appendix A), and what MySQL says with
    // --read-only.
    let is_read_only =
        code(&source).as_deref() == Some("25006") || reason(&source).contains("--read-only option");
    let hint = is_read_only.then(|| {
        "the server takes no writes: is it a replica? Give the URL of the primary".to_owned()
    });
    Error::Database { doing, source, hint }
}

/// MySQL and MariaDB: the number of a server's error, which says more than its code.
#[cfg(feature = "sqlx-mysql")]
pub(crate) fn server_number(error: &DbErr) -> Option<u16> {
    use sea_orm::sqlx::mysql::MySqlDatabaseError;
    let (DbErr::Exec(sea_orm::RuntimeErr::SqlxError(error))
    | DbErr::Query(sea_orm::RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    let error = error.as_database_error()?.try_downcast_ref::<MySqlDatabaseError>()?;
    Some(error.number())
}

#[cfg(not(feature = "sqlx-mysql"))]
pub(crate) fn server_number(_: &DbErr) -> Option<u16> {
    None
}
