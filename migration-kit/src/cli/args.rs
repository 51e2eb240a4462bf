//! The flags and commands, as stock has them and as the contract adds to them.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};

use crate::Error;
use crate::apply::{self, LockKind, Options};
use crate::diff::Answers;
use crate::env::{self, parse_seconds};

/// Apply, undo and write the schema migrations of this workspace.
#[derive(Debug, Parser)]
#[command(version)]
pub(super) struct Args {
    /// Show debug messages
    #[arg(short = 'v', long, global = true)]
    pub verbose: bool,

    /// PostgreSQL: the schema to work in [env: DATABASE_SCHEMA] [default: the role's own search path]
    #[arg(short = 's', long, global = true)]
    pub database_schema: Option<String>,

    /// Database URL [env: DATABASE_URL] [default: the SQLite file app.db beside the workspace's Cargo.toml]
    #[arg(short = 'u', long, global = true)]
    pub database_url: Option<String>,

    /// How to print a result
    #[arg(long, global = true, value_enum, default_value_t)]
    pub format: Format,

    /// How many seconds to wait for another process that is migrating [env: MIGRATE_LOCK_TIMEOUT] [default: 60]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub lock_timeout: Option<Duration>,

    /// What keeps two processes from migrating at once [env: MIGRATE_LOCK] [default: session]
    #[arg(long, global = true, value_enum)]
    pub lock: Option<Lock>,

    /// How many seconds a statement waits for a table in use before it is tried again [env: MIGRATE_TABLE_LOCK_TIMEOUT] [default: 5]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub table_lock_timeout: Option<Duration>,

    /// PostgreSQL, MariaDB: how many seconds a statement may run [env: MIGRATE_STATEMENT_TIMEOUT] [default: the server's]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub statement_timeout: Option<Duration>,

    /// Answer yes to every question about losing data [env: MIGRATE_YES, not from .env]
    #[arg(long, global = true)]
    pub yes: bool,

    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Clone, Debug, Subcommand)]
pub(super) enum Command {
    /// Apply pending steps (what happens without a command too)
    Up {
        /// Number of pending steps to apply [default: all]
        #[arg(short, long)]
        num: Option<u32>,
        /// Print the SQL instead of running it
        #[arg(long)]
        dry_run: bool,
        /// Create the database when it is missing, and mark it `development`: commands that destroy data do not ask there
        #[arg(long, conflicts_with = "dry_run")]
        create: bool,
    },
    /// Undo applied steps
    Down {
        /// Number of applied steps to undo
        #[arg(short, long, default_value_t = 1)]
        num: u32,
        /// Print the SQL instead of running it
        #[arg(long)]
        dry_run: bool,
    },
    /// Drop every view, table and type, then apply every step
    Fresh,
    /// Undo every applied step, then apply them all again
    Refresh,
    /// Undo every applied step
    Reset,
    /// Show the state of every step; reads only
    Status {
        /// Exit with 1 unless every step is applied
        #[arg(long)]
        check: bool,
    },
    /// Take over a database that has the tables already: record the steps as applied, if they make the same
    Adopt,
    /// Clear up a step that is half-applied, or that was edited
    Repair {
        /// The step [default: the one that is half-applied or edited, if it is one]
        version: Option<String>,
        #[command(flatten)]
        how: How,
    },
    /// Show what the database is marked as, mark it, or take the mark away
    ///
    /// In a database that is marked `development` commands that destroy data do not ask.
    Environment(Mark),
    /// Write the step from what the migrations make to what the entities say, and register it
    Generate(Generate),
    /// Show the SQL of steps on each backend, and what is wrong with it
    Review {
        /// The steps, by version or by file; then no database is touched [default: the pending ones]
        #[arg(value_name = "VERSION")]
        versions: Vec<String>,
        /// Tell how many rows and bytes the tables concerned have in the database; reads only
        #[arg(long)]
        live: bool,
    },
    /// Check that entities, migrations and database agree, and that the steps can be trusted
    Check(Check),
    /// Print the SQL of steps for the kind of database that DATABASE_URL names, which is not touched
    Sql(Range),
    /// Draw the tables and foreign keys that the entities declare, on the kind of database that DATABASE_URL names
    ///
    /// --format svg (the default) is a picture, html a page with it, and mermaid a text that GitHub and many editors draw.
    Diagram {
        /// Write the picture into this file [default: stdout]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// What `check` does beyond what it always does.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Check {
    /// Compare the schema of the database too; reads only
    #[arg(long)]
    pub live: bool,

    /// Review the steps from this one on [default: the pending ones, or all where there is no database]
    #[arg(long, value_name = "VERSION")]
    pub from: Option<String>,

    /// Let cargo check every crate of the workspace
    #[arg(long)]
    pub compile: bool,
}

/// Which steps' SQL is printed.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Range {
    /// The first step [default: the oldest]
    #[arg(long, value_name = "VERSION")]
    pub from: Option<String>,

    /// The last step [default: the newest]
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,

    /// What undoes them, the newest first
    #[arg(long)]
    pub down: bool,
}

/// What becomes of the mark of a database; without any of it, it is shown.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(multiple = false)]
pub(super) struct Mark {
    /// Mark the database
    #[arg(long, value_enum, value_name = "ENVIRONMENT")]
    pub set: Option<Environment>,

    /// Take the mark away
    #[arg(long)]
    pub clear: bool,
}

/// What a database can be marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Environment {
    /// Its data may be lost
    Development,
}

/// What is said of a step; without any of it, what could be.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(multiple = false)]
pub(super) struct How {
    /// All of it is in the database, or nothing of it
    #[arg(long, value_enum)]
    pub mark: Option<Marked>,

    /// Undo what has run of it, by its `down`
    #[arg(long)]
    pub down: bool,

    /// Run the statements of it that have not run
    #[arg(long = "continue")]
    pub go_on: bool,

    /// What the code says now is what the database has
    #[arg(long)]
    pub accept_edit: bool,
}

impl How {
    pub(super) fn mark(&self) -> Option<apply::Mark> {
        match self.mark {
            Some(Marked::Applied) => Some(apply::Mark::Applied),
            Some(Marked::Pending) => Some(apply::Mark::Pending),
            None if self.down => Some(apply::Mark::Down),
            None if self.go_on => Some(apply::Mark::Continue),
            None if self.accept_edit => Some(apply::Mark::AcceptEdit),
            None => None,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Marked {
    /// It is completely there
    Applied,
    /// Nothing of it is there
    Pending,
}

/// How the lock is held.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Lock {
    /// By the database connection
    Session,
    /// By a row that is renewed: for PgBouncer in transaction mode
    Lease,
}

#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Generate {
    /// What the step does, such as add_title_to_chats [default: what it changes]
    pub name: Option<String>,

    /// A column was renamed, or a value of an enum. A TABLE of another schema is SCHEMA.TABLE in every flag, and a name with
    /// a dot stands between double quotes
    #[arg(long, value_name = "TABLE.OLD:NEW")]
    pub rename: Vec<String>,

    /// A table was renamed
    #[arg(long, value_name = "OLD:NEW")]
    pub rename_table: Vec<String>,

    /// A column, an index or a constraint may be dropped, or a whole table that no entity declares
    #[arg(long, value_name = "TABLE[.NAME]")]
    pub drop: Vec<String>,

    /// A change that existing rows could refuse: a cast, a narrowing, a new unique
    #[arg(long, value_name = "TABLE[.NAME]")]
    pub accept: Vec<String>,

    /// What existing rows get in a column that takes no NULL
    #[arg(long, value_name = "TABLE.COLUMN=SQL")]
    pub backfill: Vec<String>,

    /// PostgreSQL: a type for which the table would be written again goes to a new column, which is filled while the table is
    /// in use and then takes the place of the old one
    #[arg(long)]
    pub online: bool,

    /// Write a blank step, to be filled by hand
    #[arg(long, conflicts_with_all = ["check", "dry_run", "rename", "rename_table", "drop", "accept", "backfill", "online"])]
    pub empty: bool,

    /// Write nothing; exit with 1 if the entities and the migrations differ
    #[arg(long, conflicts_with_all = ["name", "dry_run", "rename", "rename_table", "drop", "accept", "backfill", "online"])]
    pub check: bool,

    /// Print the step instead of writing it
    #[arg(long)]
    pub dry_run: bool,

    /// Take the version from Coordinated Universal Time (the default)
    #[arg(long, conflicts_with = "local_time")]
    pub universal_time: bool,

    /// Take the version from local time
    #[arg(short, long)]
    pub local_time: bool,
}

impl Generate {
    /// What the flags decide.
    pub(super) fn answers(&self) -> Result<Answers, Error> {
        let mut answers = Answers {
            drops: self.drop.iter().cloned().collect(),
            accepts: self.accept.iter().cloned().collect(),
            online: self.online,
            ..Answers::default()
        };
        self.rename.iter().try_for_each(|text| answers.add_rename(text))?;
        self.rename_table.iter().try_for_each(|text| answers.add_rename_table(text))?;
        self.backfill.iter().try_for_each(|text| answers.add_fill(text))?;
        Ok(answers)
    }
}

/// How a result is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Text,
    /// For machines: one JSON document on stdout
    Json,
    /// For GitHub Actions: one annotation on a line for each finding
    Github,
    /// For code scanning: a SARIF 2.1.0 document on stdout
    Sarif,
    /// Of `diagram`: a picture
    Svg,
    /// Of `diagram`: a text that GitHub draws
    Mermaid,
    /// Of `diagram`: a page
    Html,
}

impl Format {
    /// Whether it tells findings, and nothing else.
    pub(super) fn is_of_findings(self) -> bool {
        matches!(self, Self::Github | Self::Sarif)
    }

    /// Whether it is a picture.
    pub(super) fn is_picture(self) -> bool {
        matches!(self, Self::Svg | Self::Mermaid | Self::Html)
    }
}

impl Command {
    /// Whether it has findings to tell.
    pub(super) fn has_findings(&self) -> bool {
        match self {
            Self::Status { .. } | Self::Review { .. } | Self::Check(_) => true,
            Self::Generate(generate) => generate.check,
            _ => false,
        }
    }
}

impl Args {
    /// The settings of the session: the flags, and then the environment, where unset and empty are the same.
    pub(super) fn options(&self) -> Result<Options, Error> {
        let default = Options::default();
        let lock_timeout = match self.lock_timeout {
            Some(given) => given,
            None => env::seconds("MIGRATE_LOCK_TIMEOUT", default.lock_timeout)?,
        };
        let lock = match self.lock {
            Some(Lock::Session) => LockKind::Session,
            Some(Lock::Lease) => LockKind::Lease,
            None => env::var("MIGRATE_LOCK").map_or(Ok(default.lock), |text| text.parse())?,
        };
        let table_lock_timeout = match self.table_lock_timeout {
            Some(given) => given,
            None => env::seconds("MIGRATE_TABLE_LOCK_TIMEOUT", default.table_lock_timeout)?,
        };
        let statement_timeout = match self.statement_timeout {
            Some(given) => Some(given),
            None => env::optional_seconds("MIGRATE_STATEMENT_TIMEOUT")?,
        };
        let lease_time = env::seconds("MIGRATE_LEASE_TIME", default.lease_time)?;
        let schema = self.database_schema.clone().or_else(|| env::var("DATABASE_SCHEMA"));
        Ok(Options {
            lock_timeout,
            lock,
            lease_time,
            table_lock_timeout,
            statement_timeout,
            schema,
            ..default
        })
    }

    /// Whether the answer to every question about losing data is yes. One in a `.env` file is none: it was given for another day,
    /// and by another person.
    pub(super) fn agreed(&self) -> Result<bool, Error> {
        Ok(self.yes || (env::flag("MIGRATE_YES")? && env::file_of("MIGRATE_YES").is_none()))
    }
}

/// clap's report as one line and a hint. A URL among the words may hold a password, and is not repeated.
pub(super) fn mistake(error: &clap::Error) -> Error {
    let text = error.to_string();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut message = lines.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    if message.ends_with(':') {
        message = format!("{message} {}", lines.next().unwrap_or_default());
    }
    // What may be said instead stands between brackets.
    let lines: Vec<&str> = lines.collect();
    let values = lines
        .iter()
        .find_map(|line| line.starts_with("[possible values: ").then(|| line.trim_matches(['[', ']'])));
    let tip = lines.iter().find_map(|line| line.strip_prefix("tip: ")).or(values);
    let hint = tip.unwrap_or("--help lists the commands and flags");
    let shown = |text: &str| {
        let words = text.split(' ').map(|word| if word.contains("://") { "(a URL)" } else { word });
        words.collect::<Vec<_>>().join(" ")
    };
    Error::Config { message: shown(&message), hint: Some(shown(hint)) }
}

fn seconds(text: &str) -> Result<Duration, String> {
    parse_seconds(text).ok_or_else(|| "not a number of seconds".to_owned())
}

#[cfg(test)]
mod tests;
