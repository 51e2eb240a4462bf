//! What a rule is.

use super::{Level, Location, Seen, Subject};
use crate::Backend;

/// Every backend.
pub(crate) const ALL: &[Backend] = &[Backend::Postgres, Backend::MySql, Backend::Sqlite];

/// PostgreSQL alone.
pub(crate) const POSTGRES: &[Backend] = &[Backend::Postgres];

/// Those that are servers.
pub(crate) const SERVERS: &[Backend] = &[Backend::Postgres, Backend::MySql];

/// Whether an operation is what a finding of squawk about its statement is about.
pub(crate) type Concerns = fn(&Subject<'_>, &Seen) -> bool;

/// One thing that can be wrong with a migration.
#[derive(Debug)]
pub struct Rule {
    /// Its name, as in `// migration-kit: allow(name) reason`: that of its file, with dashes.
    pub name: &'static str,
    /// How bad it is.
    pub level: Level,
    /// Where it applies.
    pub backends: &'static [Backend],
    /// What is wrong, in one sentence without its full stop.
    pub about: &'static str,
    /// The lock that the statement takes; none where the lock is not what is wrong.
    pub lock: Option<&'static str>,
    /// What that blocks, and for how long.
    pub blocks: Option<&'static str>,
    /// The safer way.
    pub safer: &'static str,
    /// From or up to which version of a server it holds.
    #[cfg_attr(
        not(feature = "testing"),
        expect(dead_code, reason = "the manual has it, which an example of the workspace writes")
    )]
    pub versions: Option<&'static str>,
    /// Its page: why, with bad and good SQL.
    pub page: &'static str,
    /// The rules of squawk whose findings on PostgreSQL are this rule's, by their names, each with
    /// the operations that they are about.
    pub(crate) squawk: &'static [(&'static str, Concerns)],
    pub(crate) find: fn(&Subject<'_>) -> Vec<Hit>,
}

impl Rule {
    /// What most rules leave out. It finds nothing.
    pub(crate) const BLANK: Self = Self {
        name: "",
        level: Level::Note,
        backends: &[],
        about: "",
        lock: None,
        blocks: None,
        safer: "",
        versions: None,
        page: "",
        squawk: &[],
        find: |_| Vec::new(),
    };
}

/// Where a rule has found something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Which of the migration's statements, counted from nought; none for the migration as a whole.
    pub statement: Option<usize>,
    pub table: Option<String>,
    /// The column, index or constraint.
    pub object: Option<String>,
    /// What happens, about this table and column, in one sentence without its full stop.
    pub message: String,
    /// The location in the source, where something else than the names of table and object tells
    /// it.
    pub location: Option<Location>,
}

impl Hit {
    /// About the whole migration.
    pub(crate) fn of_migration(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// About an object of a table.
    pub(crate) fn of(table: &str, object: Option<&str>, message: impl Into<String>) -> Self {
        Self {
            table: Some(table.to_owned()),
            object: object.map(str::to_owned),
            message: message.into(),
            ..Self::default()
        }
    }
}
