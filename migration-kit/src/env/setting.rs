//! Each setting once: its variable, the flag that the command line has for it, and what holds
//! without either.
//!
//! clap could read the variables itself, but a server reads them without clap, an empty one is an
//! unset one here, and what is wrong with one has to be told of the variable and not of a flag that
//! nobody gave.

/// A setting of the kit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The variable of the environment, or of the workspace's `.env`.
    pub variable: &'static str,
    /// The flag of the command line, without its hyphens.
    pub flag: Option<&'static str>,
    /// What holds without the flag and the variable, in words for the help; empty where the flag
    /// says it.
    pub default: &'static str,
}

const fn setting(variable: &'static str, flag: &'static str, default: &'static str) -> Setting {
    Setting { variable, flag: Some(flag), default }
}

const fn without_flag(variable: &'static str, default: &'static str) -> Setting {
    Setting { variable, flag: None, default }
}

/// The database.
pub(crate) const DATABASE_URL: Setting =
    setting("DATABASE_URL", "database-url", "app.db beside the workspace's Cargo.toml");
/// PostgreSQL's search path.
pub(crate) const DATABASE_SCHEMA: Setting =
    setting("DATABASE_SCHEMA", "database-schema", "the role's search path");
/// What keeps two processes from migrating at once.
pub(crate) const LOCK: Setting = setting("MIGRATE_LOCK", "lock", "session");
/// How long to wait for another process, in seconds.
pub(crate) const LOCK_TIMEOUT: Setting = setting("MIGRATE_LOCK_TIMEOUT", "lock-timeout", "60");
/// How long a lease lasts that nobody renews, in seconds.
pub(crate) const LEASE_TIME: Setting = without_flag("MIGRATE_LEASE_TIME", "30");
/// How long a statement waits for a table, in seconds.
pub(crate) const TABLE_LOCK_TIMEOUT: Setting =
    setting("MIGRATE_TABLE_LOCK_TIMEOUT", "table-lock-timeout", "5");
/// How long a statement may run, in seconds.
pub(crate) const STATEMENT_TIMEOUT: Setting =
    setting("MIGRATE_STATEMENT_TIMEOUT", "statement-timeout", "the server's");
/// Whether every question about losing data is answered with yes.
#[cfg(feature = "cli")]
pub(crate) const YES: Setting = setting("MIGRATE_YES", "yes", "");
/// What a server does about pending migrations.
pub(crate) const ON_BOOT: Setting = without_flag("MIGRATE_ON_BOOT", "apply");
/// How long a server tries to reach its database, in seconds.
pub(crate) const CONNECT_TIMEOUT: Setting = without_flag("MIGRATE_CONNECT_TIMEOUT", "30");

/// Those that the command line has a flag for.
#[cfg(feature = "cli")]
pub(crate) const WITH_FLAG: [Setting; 7] =
    [DATABASE_URL, DATABASE_SCHEMA, LOCK, LOCK_TIMEOUT, TABLE_LOCK_TIMEOUT, STATEMENT_TIMEOUT, YES];
