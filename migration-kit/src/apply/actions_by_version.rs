//! What the code says that each migration of a history does.
//!
//! A migration that is data just says it. One that is written as an async function is recorded,
//! which runs it beside a stand-in for the database; so that happens only when migrations are to be
//! applied anyway, or on request.

use sea_orm_migration::MigrationTrait;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;
use tokio::time::timeout;

use super::actions::{KnownActions, begins};
use crate::Backend;
use crate::dialect;
use crate::migration::plan_of;
use crate::record::Recorder;
use crate::sql::tokens::Token;
use crate::{Direction, Error};

/// A migration that takes longer beside a stand-in waits for something that is not there.
const LONGEST: Duration = Duration::from_secs(2);

/// The actions of a history, by the version of the migration.
#[derive(Default)]
pub(crate) struct ActionsByVersion {
    up: HashMap<String, KnownActions>,
    /// The ways back of those that are no data, where they were asked for.
    down: HashMap<String, KnownActions>,
}

impl ActionsByVersion {
    /// Those of the migrations that are data; nothing of the user's is run for them.
    pub(super) fn of_plans(migrations: &[Box<dyn MigrationTrait>], backend: Backend) -> Self {
        let known = migrations.iter().filter_map(|migration| {
            Some((migration.name().to_owned(), of_plan(migration.as_ref(), backend)?))
        });
        Self { up: known.collect(), down: HashMap::new() }
    }

    /// Those of all migrations. The ones that are no data are recorded, in a history that begins
    /// with nothing.
    pub(crate) async fn of_all(migrations: &[Box<dyn MigrationTrait>], backend: Backend) -> Self {
        Self::of_plans(migrations, backend).and_others(migrations, backend).await
    }

    /// These, which are those of the plans, and those of the other migrations.
    pub(super) async fn and_others(
        self,
        migrations: &[Box<dyn MigrationTrait>],
        backend: Backend,
    ) -> Self {
        let ahead = self.others(migrations, backend, Recorder::ahead).await;
        let others = match ahead {
            Some(others) => others,
            // SQLite refused something, and the migration that sent it has to hear of it there.
            None => self.others(migrations, backend, Recorder::once).await.unwrap_or_default(),
        };
        self.with(others)
    }

    /// Those of all migrations, with a checksum only for those that do the same thing twice.
    pub(super) async fn of_all_twice(
        migrations: &[Box<dyn MigrationTrait>],
        backend: Backend,
    ) -> Self {
        let plans = Self::of_plans(migrations, backend);
        let others = plans.others(migrations, backend, Recorder::new).await;
        plans.with(others.unwrap_or_default())
    }

    /// These, and the `down` of each migration that is to be rolled back, newest first, where it
    /// has to be known before they run what they do.
    pub(super) async fn and_downs(
        mut self,
        migrations: &[Box<dyn MigrationTrait>],
        chosen: &[&dyn MigrationTrait],
        backend: Backend,
    ) -> Self {
        let is_async = |migration: &&dyn MigrationTrait| !self.up.contains_key(migration.name());
        let is_known =
            !dialect::execution::of(backend).needs_downs() || !chosen.iter().any(is_async);
        if is_known || cfg!(panic = "abort") {
            return self;
        }
        let Ok(mut recorder) = Recorder::once(backend) else { return self };
        let last = migrations
            .iter()
            .rposition(|migration| chosen.iter().any(|one| one.name() == migration.name()));
        for migration in migrations.iter().take(last.map_or(0, |at| at + 1)) {
            if !matches!(timeout(LONGEST, recorder.up(migration.as_ref())).await, Ok(Ok(_))) {
                return self;
            }
        }
        for migration in chosen {
            match timeout(LONGEST, recorder.down(*migration)).await {
                Ok(Ok(recording)) => {
                    self.down.insert(
                        migration.name().to_owned(),
                        KnownActions::of_recording(backend, recording),
                    );
                }
                _ => return self,
            }
        }
        self
    }

    fn with(mut self, others: Vec<(String, KnownActions)>) -> Self {
        self.up.extend(others);
        self
    }

    /// What is recorded of the migrations that are no data, up to the first one that does not end.
    /// Nothing when something failed that was put off.
    async fn others(
        &self,
        migrations: &[Box<dyn MigrationTrait>],
        backend: Backend,
        recorder_of: impl Fn(Backend) -> Result<Recorder, Error>,
    ) -> Option<Vec<(String, KnownActions)>> {
        let mut others = Vec::new();
        let is_known = |migration: &dyn MigrationTrait| self.up.contains_key(migration.name());
        let last = migrations.iter().rposition(|migration| !is_known(migration.as_ref()));
        // A migration that needs rows may panic beside the stand-in, and here that would be the end
        // of the process.
        let last = last.filter(|_| cfg!(not(panic = "abort")));
        let Some(last) = last else { return Some(others) };
        let Ok(mut recorder) = recorder_of(backend) else { return Some(others) };
        for migration in &migrations[..=last] {
            let (migration, version) = (migration.as_ref(), migration.name());
            match timeout(LONGEST, recorder.up(migration)).await {
                Ok(Ok(_)) if is_known(migration) => {}
                Ok(Ok(recording)) => {
                    others
                        .push((version.to_owned(), KnownActions::of_recording(backend, recording)));
                }
                Ok(Err(error)) => {
                    tracing::debug!("an edit of {version} will not be noticed: {error}")
                }
                Err(_) => {
                    let database = backend.name();
                    tracing::debug!(
                        "edits from {version} on will not be noticed: it does not end without a {database}"
                    );
                    break;
                }
            }
        }
        recorder.end().await.is_ok().then_some(others)
    }

    /// The tables that the migrations create in schemas of PostgreSQL that they name.
    pub(super) fn tables_elsewhere(&self) -> BTreeSet<(String, String)> {
        self.up.values().flat_map(KnownActions::statements).filter_map(created_table).collect()
    }

    pub(crate) fn get(&self, version: &str) -> Option<&KnownActions> {
        self.up.get(version)
    }

    /// What rolling back does, for a migration that is no data.
    pub(super) fn down_of(&self, version: &str) -> Option<&KnownActions> {
        self.down.get(version)
    }

    pub(super) fn is_recorded(&self, version: &str) -> bool {
        self.get(version).is_some_and(|actions| actions.is_recorded())
    }
}

/// Schema and name of CREATE TABLE, where it says both.
fn created_table(statement: &[Token]) -> Option<(String, String)> {
    let at = statement
        .iter()
        .take(3)
        .position(|token| token.is("table"))
        .filter(|_| begins(statement, &["create"]))?;
    let rest = match statement.get(at + 1..)? {
        [first, not, exists, rest @ ..]
            if first.is("if") && not.is("not") && exists.is("exists") =>
        {
            rest
        }
        rest => rest,
    };
    let name = |token: &Token| match token {
        Token::Word(name) => Some(name.to_lowercase()),
        Token::Name(name) => Some(name.clone()),
        _ => None,
    };
    match rest {
        [schema, Token::Symbol('.'), table, ..] => Some((name(schema)?, name(table)?)),
        _ => None,
    }
}

fn of_plan(migration: &dyn MigrationTrait, backend: Backend) -> Option<KnownActions> {
    plan_of(migration, backend, Direction::Up).as_ref().map(KnownActions::of_plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_in_other_schemas_are_known() {
        let sql = "CREATE TABLE IF NOT EXISTS \"Odd one\".\"t\" (a int); CREATE TABLE Billing.b (a int); CREATE TABLE c (a int)";
        let all_actions = ActionsByVersion {
            up: HashMap::from([("m1".to_owned(), KnownActions::of_sql(Backend::Postgres, sql))]),
            ..ActionsByVersion::default()
        };
        let tables: Vec<String> =
            all_actions.tables_elsewhere().into_iter().map(|(s, t)| format!("{s}.{t}")).collect();
        assert_eq!(tables, ["Odd one.t", "billing.b"]);
    }
}
