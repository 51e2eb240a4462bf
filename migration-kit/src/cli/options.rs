//! The options that several commands take, in groups. A command takes a group by flattening it into
//! its own arguments, and its help lists nothing else.

use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::Error;
use crate::apply::{Given, LockKind, Options};
use crate::env::{self, parse_seconds};

/// The heading of what is said of the database.
const DATABASE: &str = "Database";
/// The heading of how long to wait for whom.
const WAITING: &str = "Locks and time-outs";

/// What every command takes.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Global {
    /// Show debug messages, and every statement
    #[arg(short, long, global = true, overrides_with = "verbose", display_order = 100)]
    pub verbose: bool,

    /// URL of the database
    #[arg(short = 'u', long, global = true, overrides_with = "database_url", value_name = "URL", help_heading = DATABASE)]
    pub database_url: Option<String>,
}

/// What a command takes that looks at the database.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Reading {
    /// PostgreSQL: the schema to work in, or several separated by commas
    #[arg(short = 's', long, value_name = "SCHEMA", help_heading = DATABASE)]
    pub database_schema: Option<String>,
}

/// What a command takes that takes the lock.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Locking {
    #[command(flatten)]
    pub reading: Reading,

    /// What keeps two processes from migrating at once: the connection, or a row that is renewed,
    /// for poolers
    #[arg(long, value_enum, value_name = "KIND", help_heading = WAITING)]
    pub lock: Option<Lock>,

    /// How long to wait for another process that migrates
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = WAITING)]
    pub lock_timeout: Option<Duration>,
}

/// What a command takes that runs migrations.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Running {
    #[command(flatten)]
    pub locking: Locking,

    /// How long a statement waits for a table in use before it is tried again
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = WAITING)]
    pub table_lock_timeout: Option<Duration>,

    /// PostgreSQL, MariaDB: how long a statement may run
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = WAITING)]
    pub statement_timeout: Option<Duration>,
}

/// What a command takes that may lose data.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Consent {
    /// Answer yes to every question about losing data; a variable in .env is no answer
    #[arg(long, overrides_with = "yes")]
    pub yes: bool,
}

/// How the lock is held.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Lock {
    Session,
    Lease,
}

/// How findings and states are printed. `json` and `sarif` are documents alone on stdout, `github`
/// an annotation of GitHub Actions on each line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    #[default]
    Text,
    Json,
    Github,
    Sarif,
}

impl Reading {
    /// The settings of a session that reads.
    pub(super) fn options(&self) -> Result<Options, Error> {
        Options::read(self.given(), Options::default())
    }

    /// The same for a session that nobody opens: it takes no lock, and does not ask for the
    /// settings of one.
    pub(super) fn options_of_no_session(&self) -> Result<Options, Error> {
        let default = Options::default();
        let (lock, lock_timeout) = (Some(default.lock), Some(default.lock_timeout));
        Options::read(Given { lock, lock_timeout, ..self.given() }, default)
    }

    fn given(&self) -> Given {
        Given { schema: self.database_schema.clone(), ..Given::default() }
    }
}

impl Locking {
    /// The settings of a session that writes the migration history.
    pub(super) fn options(&self) -> Result<Options, Error> {
        Options::read(self.given(), Options::default())
    }

    fn given(&self) -> Given {
        let lock = self.lock.map(|lock| match lock {
            Lock::Session => LockKind::Session,
            Lock::Lease => LockKind::Lease,
        });
        Given { lock, lock_timeout: self.lock_timeout, ..self.reading.given() }
    }
}

impl Running {
    /// The settings of a session that runs migrations.
    pub(super) fn options(&self) -> Result<Options, Error> {
        let (table_lock_timeout, statement_timeout) =
            (self.table_lock_timeout, self.statement_timeout);
        let given = Given { table_lock_timeout, statement_timeout, ..self.locking.given() };
        Options::read(given, Options::default())
    }
}

impl Consent {
    /// Whether the answer to every question about losing data is yes. One in a `.env` file is none:
    /// it was given for another day, and by another person.
    pub(super) fn is_given(&self) -> Result<bool, Error> {
        let variable = env::YES.variable;
        Ok(self.yes || (env::flag(variable)? && env::file_of(variable).is_none()))
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    parse_seconds(text).ok_or_else(|| "not a number of seconds".to_owned())
}
