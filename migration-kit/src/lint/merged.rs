//! A review of several backends as one: what is the same on them is said once.

use serde::Serialize;
use std::collections::BTreeMap;

use super::{Finding, Level, Reviewed};
use crate::Backend;
use crate::plural::plural;

/// The migrations that were reviewed. Serialized, it is part of the document of `review --format
/// json` (`docs/review.schema.json`).
#[derive(Debug, Serialize)]
pub(crate) struct Review {
    pub backends: Vec<&'static str>,
    pub migrations: Vec<Migration>,
}

/// One migration on all of them.
#[derive(Debug, Serialize)]
pub(crate) struct Migration {
    pub version: String,
    /// Its file, relative to the workspace, where there is one.
    pub file: Option<String>,
    pub scripts: Vec<Script>,
    /// How large the tables are that it concerns, where a database was asked.
    pub tables: Vec<Sized>,
    pub findings: Vec<Finding>,
    /// The statements that each finding is about, on each of its backends.
    #[serde(skip)]
    pub(crate) places: Vec<BTreeMap<&'static str, Option<usize>>>,
    #[serde(skip)]
    concerned: BTreeMap<&'static str, Vec<String>>,
}

/// What a migration does on some backends.
#[derive(Debug, Serialize)]
pub(crate) struct Script {
    pub backends: Vec<&'static str>,
    pub in_transaction: bool,
    /// It goes on where it was ended.
    pub goes_on: bool,
    /// It asks for rows, and this is what it does where there are none.
    pub depends_on_data: bool,
    /// It does another thing each time.
    pub varies: bool,
    pub statements: Vec<Statement>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Statement {
    pub sql: String,
    /// Rows or values are gone after it.
    pub loses_data: bool,
}

/// A table as it is in a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Sized {
    pub table: String,
    /// None where the database cannot say.
    pub rows: Option<u64>,
    /// Whether there may be more of them, because counting was given up.
    pub or_more: bool,
    /// With its indexes; none on SQLite.
    pub bytes: Option<u64>,
}

/// How many findings there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Count {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    pub allowed: usize,
}

impl Review {
    /// Puts together what was found on each backend, in that order; each has reviewed the same
    /// migrations.
    pub(crate) fn of(
        reviews: Vec<(Backend, Vec<Reviewed>)>,
        file: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let backends: Vec<&str> = reviews.iter().map(|(backend, _)| backend.name()).collect();
        let mut migrations: Vec<Migration> = Vec::new();
        for (backend, reviewed) in reviews {
            for one in reviewed {
                let known =
                    migrations.iter().position(|migration| migration.version == one.version);
                let at = known.unwrap_or_else(|| {
                    migrations.push(Migration::named(&one.version, file(&one.version)));
                    migrations.len() - 1
                });
                migrations[at].add(backend.name(), one);
            }
        }
        for migration in &mut migrations {
            migration.forget_half_told(backends.len());
        }
        Self { backends, migrations }
    }

    pub(crate) fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.migrations.iter().flat_map(|migration| &migration.findings)
    }
}

impl Migration {
    fn named(version: &str, file: Option<String>) -> Self {
        Self {
            version: version.to_owned(),
            file,
            scripts: Vec::new(),
            tables: Vec::new(),
            findings: Vec::new(),
            places: Vec::new(),
            concerned: BTreeMap::new(),
        }
    }

    fn add(&mut self, backend: &'static str, reviewed: Reviewed) {
        self.concerned.insert(backend, reviewed.tables);
        let statement = |(sql, loses_data)| Statement { sql, loses_data };
        let script = Script {
            backends: vec![backend],
            in_transaction: reviewed.in_transaction,
            goes_on: reviewed.goes_on,
            depends_on_data: reviewed.depends_on_data,
            varies: reviewed.varies,
            statements: reviewed.statements.into_iter().map(statement).collect(),
        };
        match self.scripts.iter_mut().find(|known| known.does_the_same(&script)) {
            Some(known) => known.backends.push(backend),
            None => self.scripts.push(script),
        }
        for finding in reviewed.findings {
            let location = finding.statement;
            let known = (self.findings.iter().zip(&self.places)).position(|(known, places)| {
                !places.contains_key(backend) && is_the_same(known, &finding)
            });
            let at = known.unwrap_or_else(|| {
                self.findings.push(Finding { backends: Vec::new(), ..finding.clone() });
                self.places.push(BTreeMap::new());
                self.findings.len() - 1
            });
            self.findings[at].backends.extend(finding.backends);
            self.places[at].insert(backend, location);
        }
    }

    /// What is about no database, such as a suppression that excuses nothing, holds only when every
    /// backend says so.
    fn forget_half_told(&mut self, backends: usize) {
        let told = |(finding, places): &(Finding, BTreeMap<_, _>)| {
            !finding.backends.is_empty() || places.len() == backends
        };
        let all =
            std::mem::take(&mut self.findings).into_iter().zip(std::mem::take(&mut self.places));
        (self.findings, self.places) = all.filter(told).unzip();
    }

    /// The tables that were there before and that the migration concerns, on one backend.
    pub(crate) fn tables_on(&self, backend: Backend) -> &[String] {
        self.concerned.get(backend.name()).map(Vec::as_slice).unwrap_or_default()
    }
}

impl Script {
    fn does_the_same(&self, other: &Self) -> bool {
        (self.in_transaction, self.goes_on, self.depends_on_data, self.varies)
            == (other.in_transaction, other.goes_on, other.depends_on_data, other.varies)
            && self.statements == other.statements
    }
}

/// Whether both say the same, of whichever backends and statements.
fn is_the_same(one: &Finding, other: &Finding) -> bool {
    let plain = |of: &Finding| Finding { backends: Vec::new(), statement: None, ..of.clone() };
    plain(one) == plain(other)
}

impl Count {
    pub(crate) fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut count = Self::default();
        for finding in findings {
            let kind = match (&finding.allowed, finding.level) {
                (Some(_), _) => &mut count.allowed,
                (None, Level::Error) => &mut count.errors,
                (None, Level::Warning) => &mut count.warnings,
                (None, Level::Note) => &mut count.notes,
            };
            *kind += 1;
        }
        count
    }

    /// In words: "2 errors, 1 warning"; none where nothing was found.
    pub(crate) fn words(self) -> Option<String> {
        let some = |count, one, many| (count > 0).then(|| plural(count, one, many));
        let allowed = (self.allowed > 0).then(|| format!("{} allowed", self.allowed));
        let words = [
            some(self.errors, "error", "errors"),
            some(self.warnings, "warning", "warnings"),
            some(self.notes, "note", "notes"),
            allowed,
        ];
        let words: Vec<String> = words.into_iter().flatten().collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(backend: Option<&'static str>, message: &str, statement: usize) -> Finding {
        let rule = crate::lint::rules()[0];
        let finding = Finding::new(rule.name, rule.level, message.to_owned());
        Finding { backends: backend.into_iter().collect(), statement: Some(statement), ..finding }
    }

    fn reviewed(sql: &str, findings: Vec<Finding>) -> Vec<Reviewed> {
        vec![Reviewed {
            version: "m1".to_owned(),
            statements: vec![(sql.to_owned(), false)],
            in_transaction: true,
            goes_on: false,
            depends_on_data: false,
            varies: false,
            tables: Vec::new(),
            findings,
        }]
    }

    #[test]
    fn what_is_the_same_is_said_once() {
        let (sqlite, postgres, mysql) = (Backend::Sqlite, Backend::Postgres, Backend::MySql);
        let review = Review::of(
            vec![
                (
                    sqlite,
                    reviewed(
                        "DROP \"a\"",
                        vec![finding(Some("SQLite"), "one", 0), finding(None, "two", 0)],
                    ),
                ),
                (postgres, reviewed("DROP \"a\"", vec![finding(Some("PostgreSQL"), "one", 0)])),
                (mysql, reviewed("DROP `a`", vec![finding(Some("MySQL"), "one", 1)])),
            ],
            |_| None,
        );
        let migration = &review.migrations[0];
        let scripts: Vec<_> =
            migration.scripts.iter().map(|script| script.backends.join(" ")).collect();
        assert_eq!(scripts, ["SQLite PostgreSQL", "MySQL"]);
        // The one that only SQLite told, though it is about no database, is not true.
        let messages: Vec<_> =
            migration.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, ["one"]);
        assert_eq!(migration.findings[0].backends, ["SQLite", "PostgreSQL", "MySQL"]);
        assert_eq!(migration.places[0]["MySQL"], Some(1));
    }

    #[test]
    fn two_of_one_backend_stay_two() {
        let twice = vec![finding(Some("SQLite"), "one", 0), finding(Some("SQLite"), "one", 1)];
        let review = Review::of(vec![(Backend::Sqlite, reviewed("DROP", twice))], |_| None);
        assert_eq!(review.migrations[0].findings.len(), 2);
    }
}
