//! What the command line and a server's boot do with a database.

use std::collections::HashSet;

use sea_orm::DbErr;
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf as _};

use super::Session;
use crate::apply::actions_by_version::ActionsByVersion;
use crate::apply::decide::{Decision, Situation, decide};
use crate::apply::history::tables::Written;
use crate::apply::run::Done;
use crate::apply::{MigrationStatus, Migrations, State, fresh, history};
use crate::error::doing;
use crate::{Direction, Error};

/// What [`Session::bring_up`] did and found.
pub(in crate::apply) struct Brought {
    pub(in crate::apply) done: Vec<Done>,
    /// What is applied and not in the code.
    pub(in crate::apply) ahead: Vec<String>,
}

impl Session {
    /// Applies pending migrations in their order: all of them, or the first `limit`. Where nothing
    /// is pending, that is decided by the versions alone; [`Session::warn_of_modified`] looks for
    /// more.
    ///
    /// # Errors
    /// [`Error::LockTimeout`], [`Error::PartiallyApplied`], [`Error::Migration`], or
    /// [`Error::Database`] before the first migration.
    pub async fn up(
        &mut self,
        migrations: &Migrations,
        limit: Option<u32>,
    ) -> Result<Vec<Done>, Error> {
        self.bring_up(migrations, limit).await.map(|brought| brought.done)
    }

    /// The same, with what the database is ahead of.
    pub(in crate::apply) async fn bring_up(
        &mut self,
        migrations: &Migrations,
        limit: Option<u32>,
    ) -> Result<Brought, Error> {
        // Nothing of the user's is run for a database that is up to date, and nothing is asked but
        // this.
        let decided = match history::glance(&self.db, migrations).await {
            Some(decided) => {
                decided.ahead.iter().for_each(|version| warn_of_missing(version));
                decided
            }
            None => {
                let history = self.read(migrations, &ActionsByVersion::default()).await?;
                warn(&history);
                decide(&history)
            }
        };
        if decided.is_over() || limit == Some(0) {
            return Ok(Brought { done: Vec::new(), ahead: decided.ahead });
        }
        self.lock(migrations).await?;
        self.install(migrations).await?;
        let all_actions = ActionsByVersion::of_all(&migrations.list, self.backend()).await;
        // Read again: whoever held the lock before may have done the work.
        let history = self.read(migrations, &all_actions).await?;
        // The others were warned of before.
        history
            .iter()
            .filter(|migration| migration.state == State::Modified)
            .for_each(warn_of_one_modified);
        let count = limit.map_or(usize::MAX, |n| n as usize);
        let pending: Vec<&MigrationStatus> =
            history.iter().filter(|migration| migration.is_pending()).take(count).collect();
        for migration in pending.iter().filter(|migration| migration.state == State::OutOfOrder) {
            tracing::warn!(
                "{} is out of order: newer migrations were applied before it",
                migration.version
            );
        }
        let chosen: Vec<&dyn MigrationTrait> =
            pending.iter().filter_map(|migration| migrations.get(&migration.version)).collect();
        self.options.progress.begin(chosen.len());
        let Decision { situation, ahead } = decide(&history);
        let done = match situation {
            Situation::UpToDate | Situation::Ahead => Vec::new(),
            Situation::PartiallyApplied => {
                return Err(self.partially_applied(migrations, &history).await);
            }
            Situation::NeverInstalled => {
                self.runner(migrations, &all_actions)?.apply(&chosen).await?
            }
            Situation::Behind | Situation::Diverged => {
                self.stamp(migrations, &all_actions, &history).await?;
                self.one_by_one(migrations, &all_actions, &history, &chosen, Direction::Up).await?
            }
        };
        self.read_back(migrations, &done).await?;
        Ok(Brought { done, ahead })
    }

    /// Warns of the applied migrations that are data and say something else by now. For a thousand
    /// of them that takes longer than to find that nothing is pending, so it is asked for by
    /// itself. Where something was pending, [`Session::up`] has done it.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn warn_of_modified(&self, migrations: &Migrations) -> Result<(), Error> {
        if self.lock.is_some() {
            return Ok(());
        }
        let history = self
            .read(migrations, &ActionsByVersion::of_plans(&migrations.list, self.backend()))
            .await?;
        history
            .iter()
            .filter(|migration| migration.state == State::Modified)
            .for_each(warn_of_one_modified);
        Ok(())
    }

    /// Rolls back applied migrations, newest first: all of them, or the last `limit`. Rolling back
    /// more than there are is fine.
    ///
    /// # Errors
    /// As [`Session::up`]; [`Error::UnknownVersion`] when an applied migration that the code does
    /// not have is in the way.
    pub async fn down(
        &mut self,
        migrations: &Migrations,
        limit: Option<u32>,
    ) -> Result<Vec<Done>, Error> {
        let recorded = |migration: &&MigrationStatus| {
            migration.applied_at.is_some() || migration.is_partially_applied()
        };
        let plans = ActionsByVersion::of_plans(&migrations.list, self.backend());
        if !self.read(migrations, &plans).await?.iter().any(|migration| recorded(&migration)) {
            return Ok(Vec::new());
        }
        self.lock(migrations).await?;
        self.install(migrations).await?;
        let history = self.read(migrations, &plans).await?;
        if history.iter().any(|migration| migration.is_stuck(Direction::Down)) {
            return Err(self.partially_applied(migrations, &history).await);
        }
        let applied: Vec<&MigrationStatus> = history.iter().filter(recorded).collect();
        let count = limit.map_or(applied.len(), |n| n as usize);
        let mut chosen = Vec::new();
        for migration in applied.iter().rev().take(count) {
            chosen.push(migrations.get(&migration.version).ok_or_else(|| Error::UnknownVersion {
                message: format!(
                    "the migration {} is applied, but the code does not have it, so it cannot be rolled back",
                    migration.version
                ),
                hint: Some("run the command from the branch or the image that has the migration".to_owned()),
            })?);
        }
        self.options.progress.begin(chosen.len());
        let plans = plans.and_downs(&migrations.list, &chosen, self.backend()).await;
        let done = self.one_by_one(migrations, &plans, &history, &chosen, Direction::Down).await?;
        self.read_back(migrations, &done).await?;
        Ok(done)
    }

    /// Rolls back every applied migration and drops the records.
    ///
    /// # Errors
    /// As [`Session::down`].
    pub async fn reset(&mut self, migrations: &Migrations) -> Result<Vec<Done>, Error> {
        // First, so that nobody begins between the two.
        self.lock(migrations).await?;
        let done = self.down(migrations, None).await?;
        let failed = |e| doing(format!("drop the table {}", migrations.table), e);
        self.tables(migrations).uninstall(&self.db).await.map_err(failed)?;
        fresh::Nothing::new(migrations).uninstall(&self.db).await.map_err(failed)?;
        Ok(done)
    }

    /// Rolls back every applied migration and applies them all again.
    ///
    /// # Errors
    /// As [`Session::down`].
    pub async fn refresh(&mut self, migrations: &Migrations) -> Result<Vec<Done>, Error> {
        let mut done = self.down(migrations, None).await?;
        done.extend(self.up(migrations, None).await?);
        Ok(done)
    }

    /// Drops every view, table and type of the database's default schema, whoever made it, and on
    /// PostgreSQL the tables that the migrations create in other schemas, and applies every
    /// migration.
    ///
    /// # Errors
    /// As [`Session::up`]; [`Error::Usage`] under a lease, whose own table would go too.
    pub async fn fresh(&mut self, migrations: &Migrations) -> Result<Vec<Done>, Error> {
        self.lock(migrations).await?;
        if self.lock.as_ref().is_some_and(|lock| lock.is_lease()) {
            return Err(Error::Usage {
                message: "`fresh` would drop the lease that keeps others out while it runs"
                    .to_owned(),
                hint: Some("use `refresh`, or drop the database and make it again".to_owned()),
            });
        }
        let all_actions = ActionsByVersion::of_all(&migrations.list, self.backend()).await;
        fresh::drop_everything(&self.db, migrations, &all_actions).await?;
        self.up(migrations, None).await
    }

    async fn one_by_one(
        &self,
        migrations: &Migrations,
        all_actions: &ActionsByVersion,
        history: &[MigrationStatus],
        chosen: &[&dyn MigrationTrait],
        direction: Direction,
    ) -> Result<Vec<Done>, Error> {
        let mut runner = self.runner(migrations, all_actions)?;
        let begun = history.iter().filter(|migration| migration.begun == Some(direction));
        runner.begun = begun.map(|migration| migration.version.clone()).collect();
        let mut done = Vec::new();
        for (at, migration) in chosen.iter().enumerate() {
            runner.goes_on = at + 1 < chosen.len();
            done.push(runner.run(*migration, direction).await?);
        }
        Ok(done)
    }

    /// Makes sure that the history of the database that was locked says what was done.
    async fn read_back(&self, migrations: &Migrations, done: &[Done]) -> Result<(), Error> {
        if done.is_empty() {
            return Ok(());
        }
        let failed = |e| doing(format!("read the table {}", migrations.table), e);
        let recorded: HashSet<String> =
            self.tables(migrations).recorded(&self.db).await.map_err(failed)?.into_iter().collect();
        let differs =
            |done: &&Done| recorded.contains(&done.version) != (done.direction == Direction::Up);
        match done.iter().find(differs) {
            None => Ok(()),
            Some(done) => Err(failed(DbErr::Custom(format!(
                "it does not say what was done with {}: somebody else has written to it",
                done.version
            )))),
        }
    }

    /// From now on an edit of the migrations that are applied is noticed, whoever applied them.
    async fn stamp(
        &self,
        migrations: &Migrations,
        all_actions: &ActionsByVersion,
        history: &[MigrationStatus],
    ) -> Result<(), Error> {
        let unstamped = history
            .iter()
            .filter(|migration| migration.state == State::Applied && !migration.is_stamped);
        let written: Vec<Written<'_>> = unstamped
            .filter_map(|migration| {
                let actions = all_actions
                    .get(&migration.version)
                    .filter(|actions| actions.checksum().is_some())?;
                let (version, direction) = (migration.version.as_str(), Direction::Up);
                Some(Written {
                    version,
                    direction,
                    actions: Some(actions.clone()),
                    applied_at: migration.applied_at.map(|at| at.timestamp()),
                    started_at: None,
                    elapsed: None,
                })
            })
            .collect();
        if written.is_empty() {
            return Ok(());
        }
        let failed = |e| doing(format!("record what the migrations in {} do", migrations.table), e);
        self.tables(migrations).stamp(&self.db, &written).await.map_err(failed)
    }
}

/// What others have done or begun, which does not stop a run but should be known.
fn warn(history: &[MigrationStatus]) {
    for migration in history {
        match migration.state {
            State::Missing => warn_of_missing(&migration.version),
            State::Running | State::PartiallyApplied | State::Failed
                if migration.is_of_others() =>
            {
                tracing::warn!(
                    "{}, which the code does not have, was begun and has not ended",
                    migration.version
                );
            }
            _ => {}
        }
    }
}

fn warn_of_missing(version: &str) {
    tracing::warn!("{version} is applied, but the code does not have it");
}

fn warn_of_one_modified(migration: &MigrationStatus) {
    tracing::warn!(
        "{} was modified after it was applied: the database has what it did then; write a new migration, or say that the edit \
         changes nothing with `repair {} --accept-edit`",
        migration.version,
        migration.version
    );
}
