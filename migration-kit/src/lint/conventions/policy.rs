//! Which conventions a workspace keeps, and where it does not.

use std::panic;

use super::Convention;
use crate::lint::{Finding, Level, Location};

/// The conventions of a workspace: all of them, but for what is said here.
///
/// ```
/// use migration_kit::policy::{NAMING, OWNERSHIP, Policy};
///
/// let policy = Policy::default()
///     .owner("accounts", "account_id")
///     .exempt(&OWNERSHIP, "countries", "reference data, nobody's")
///     .off(&NAMING, "the names are older than this workspace");
/// let entities = migration_kit::entities![].policy(policy);
/// # let _ = entities;
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    owner: (&'static str, &'static str),
    ignore_until: Option<&'static str>,
    off: Vec<Said>,
    exemptions: Vec<(&'static str, Said)>,
}

/// What was said of a convention, and where.
#[derive(Clone, Copy, Debug)]
struct Said {
    convention: &'static Convention,
    reason: &'static str,
    at: &'static panic::Location<'static>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            owner: ("users", "user_id"),
            ignore_until: None,
            off: Vec::new(),
            exemptions: Vec::new(),
        }
    }
}

impl Policy {
    /// The table of those to whom rows belong, and the column that says so elsewhere: `users` and
    /// `user_id` unless it is said.
    #[must_use]
    pub fn owner(mut self, table: &'static str, column: &'static str) -> Self {
        self.owner = (table, column);
        self
    }

    /// `check` reviews this migration and those behind it: the ones before were released before
    /// anybody looked, and a migration that is released does not change. A review that names them
    /// shows what is wrong with them all the same.
    #[must_use]
    pub fn ignore_until(mut self, version: &'static str) -> Self {
        self.ignore_until = Some(version);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub fn baseline(self, version: &'static str) -> Self {
        self.ignore_until(version)
    }

    #[cfg(feature = "cli")]
    pub(crate) fn first_reviewed(&self) -> Option<&'static str> {
        self.ignore_until
    }

    /// A table does not keep a convention, and why. It is told as an exemption.
    #[must_use]
    #[track_caller]
    pub fn exempt(
        mut self,
        convention: &'static Convention,
        table: &'static str,
        reason: &'static str,
    ) -> Self {
        self.exemptions.push((table, Said { convention, reason, at: panic::Location::caller() }));
        self
    }

    /// The same as [`exempt`](Self::exempt).
    #[must_use]
    #[track_caller]
    pub fn except(
        self,
        convention: &'static Convention,
        table: &'static str,
        reason: &'static str,
    ) -> Self {
        self.exempt(convention, table, reason)
    }

    /// No table keeps a convention, and why.
    #[must_use]
    #[track_caller]
    pub fn off(mut self, convention: &'static Convention, reason: &'static str) -> Self {
        self.off.push(Said { convention, reason, at: panic::Location::caller() });
        self
    }

    pub(super) fn owner_table(&self) -> &'static str {
        self.owner.0
    }

    pub(super) fn owner_column(&self) -> &'static str {
        self.owner.1
    }

    pub(super) fn is_on(&self, convention: &Convention) -> bool {
        !self.off.iter().any(|said| said.convention == convention)
    }

    /// Why a table does not keep a convention.
    pub(super) fn reason(&self, convention: &Convention, table: &str) -> Option<&'static str> {
        let said =
            self.exemptions.iter().find(|(of, said)| *of == table && said.convention == convention);
        said.map(|(_, said)| said.reason)
    }

    /// The conventions that no table keeps, so that they are not forgotten.
    pub(super) fn switched_off(&self) -> impl Iterator<Item = Finding> {
        self.off.iter().map(|said| {
            let finding = Finding::new(
                said.convention.name,
                Level::Note,
                "no table has to keep it".to_owned(),
            );
            Finding {
                allowed: Some(said.reason.to_owned()),
                location: Some(location(said)),
                ..finding
            }
        })
    }

    /// What contradicts itself, says nothing, or excuses nothing.
    pub(super) fn mistakes(&self, tables: &[&str], found: &[Finding]) -> Vec<Finding> {
        let mut mistakes = Vec::new();
        let mut tell = |level, said: &Said, message: String, help: &str| {
            let finding = Finding::new("policy", level, message);
            mistakes.push(Finding {
                location: Some(location(said)),
                help: Some(help.to_owned()),
                ..finding
            });
        };
        for (at, said) in self.off.iter().enumerate() {
            let name = said.convention.name;
            if said.reason.trim().is_empty() {
                tell(Level::Error, said, format!("{name} is off for no reason"), "say why");
            }
            if self.off[..at].iter().any(|other| other.convention == said.convention) {
                tell(
                    Level::Warning,
                    said,
                    format!("{name} is off already"),
                    "remove one of the two",
                );
            }
        }
        for (at, (table, said)) in self.exemptions.iter().enumerate() {
            let name = said.convention.name;
            let is_excused = |finding: &Finding| {
                finding.rule == name && finding.table.as_deref() == Some(*table)
            };
            if !self.is_on(said.convention) {
                let message =
                    format!("{table} is exempt from {name}, which is off for every table");
                tell(Level::Error, said, message, "remove one of the two");
            } else if said.reason.trim().is_empty() {
                tell(
                    Level::Error,
                    said,
                    format!("{table} is exempt from {name} for no reason"),
                    "say why",
                );
            } else if !tables.contains(table) {
                let message =
                    format!("{table} is exempt from {name}, and no entity has such a table");
                tell(Level::Error, said, message, "correct the name, or remove the exemption");
            } else if self.exemptions[..at]
                .iter()
                .any(|(of, other)| of == table && other.convention == said.convention)
            {
                tell(
                    Level::Error,
                    said,
                    format!("{table} is exempt from {name} twice"),
                    "remove one of the two",
                );
            } else if !found.iter().any(is_excused) {
                let message = format!("{table} is exempt from {name}, and keeps it");
                tell(Level::Warning, said, message, "remove the exemption");
            }
        }
        mistakes
    }
}

fn location(said: &Said) -> Location {
    Location { file: said.at.file().replace('\\', "/"), line: said.at.line() }
}
