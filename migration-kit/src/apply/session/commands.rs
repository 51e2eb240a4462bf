//! What the command line and a server's boot do with a database.

use std::collections::HashSet;

use sea_orm::DbErr;
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf as _};

use super::{Session, doing};
use crate::apply::decide::{Decision, Situation, decide};
use crate::apply::ledger::Written;
use crate::apply::run::Done;
use crate::apply::scripts::Scripts;
use crate::apply::{State, StepStatus, Steps, fresh, history};
use crate::{Direction, Error};

/// What [`Session::bring_up`] did and found.
pub(in crate::apply) struct Brought {
    pub(in crate::apply) done: Vec<Done>,
    /// What is applied and not in the code.
    pub(in crate::apply) ahead: Vec<String>,
}

impl Session {
    /// Applies pending steps in their order: all of them, or the first `limit`. Where nothing is pending, that is decided by the
    /// versions alone; [`Session::warn_of_edits`] looks for more.
    ///
    /// # Errors
    /// [`Error::LockTimeout`], [`Error::HalfApplied`], [`Error::Step`], or [`Error::Database`] before the first step.
    pub async fn up(&mut self, steps: &Steps, limit: Option<u32>) -> Result<Vec<Done>, Error> {
        self.bring_up(steps, limit).await.map(|brought| brought.done)
    }

    /// The same, with what the database is ahead of.
    pub(in crate::apply) async fn bring_up(
        &mut self,
        steps: &Steps,
        limit: Option<u32>,
    ) -> Result<Brought, Error> {
        // Nothing of the user's is run for a database that is up to date, and nothing is asked but this.
        let decided = match history::glance(&self.db, steps).await {
            Some(decided) => {
                decided.ahead.iter().for_each(|version| warn_of_missing(version));
                decided
            }
            None => {
                let history = self.read(steps, &Scripts::default()).await?;
                warn(&history);
                decide(&history)
            }
        };
        if decided.is_over() || limit == Some(0) {
            return Ok(Brought { done: Vec::new(), ahead: decided.ahead });
        }
        self.lock(steps).await?;
        self.install(steps).await?;
        let scripts = Scripts::of_all(&steps.list, self.backend()).await;
        // Read again: whoever held the lock before may have done the work.
        let history = self.read(steps, &scripts).await?;
        // The others were warned of before.
        history.iter().filter(|step| step.state == State::Edited).for_each(warn_of_edit);
        let count = limit.map_or(usize::MAX, |n| n as usize);
        let pending: Vec<&StepStatus> = history.iter().filter(|step| step.is_pending()).take(count).collect();
        for step in pending.iter().filter(|step| step.state == State::Late) {
            tracing::warn!("{} comes in late: newer steps were applied before it", step.version);
        }
        let chosen: Vec<&dyn MigrationTrait> =
            pending.iter().filter_map(|step| steps.get(&step.version)).collect();
        self.options.progress.begin(chosen.len());
        let Decision { situation, ahead } = decide(&history);
        let done = match situation {
            Situation::UpToDate | Situation::Ahead => Vec::new(),
            Situation::HalfApplied => return Err(self.half_applied(steps, &history).await),
            Situation::NeverInstalled => self.runner(steps, &scripts)?.apply(&chosen).await?,
            Situation::Behind | Situation::Diverged => {
                self.stamp(steps, &scripts, &history).await?;
                self.one_by_one(steps, &scripts, &history, &chosen, Direction::Up).await?
            }
        };
        self.read_back(steps, &done).await?;
        Ok(Brought { done, ahead })
    }

    /// Warns of the applied steps that are data and say something else by now. For a thousand of them that takes longer than to
    /// find that nothing is pending, so it is asked for by itself. Where something was pending, [`Session::up`] has done it.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn warn_of_edits(&self, steps: &Steps) -> Result<(), Error> {
        if self.lock.is_some() {
            return Ok(());
        }
        let history = self.read(steps, &Scripts::of_plans(&steps.list, self.backend())).await?;
        history.iter().filter(|step| step.state == State::Edited).for_each(warn_of_edit);
        Ok(())
    }

    /// Undoes applied steps, newest first: all of them, or the last `limit`. Undoing more than there are is fine.
    ///
    /// # Errors
    /// As [`Session::up`]; [`Error::Config`] when an applied step that the code does not have is in the way.
    pub async fn down(&mut self, steps: &Steps, limit: Option<u32>) -> Result<Vec<Done>, Error> {
        let recorded = |step: &&StepStatus| step.applied_at.is_some() || step.is_half_applied();
        let plans = Scripts::of_plans(&steps.list, self.backend());
        if !self.read(steps, &plans).await?.iter().any(|step| recorded(&step)) {
            return Ok(Vec::new());
        }
        self.lock(steps).await?;
        self.install(steps).await?;
        let history = self.read(steps, &plans).await?;
        if history.iter().any(|step| step.is_stuck(Direction::Down)) {
            return Err(self.half_applied(steps, &history).await);
        }
        let applied: Vec<&StepStatus> = history.iter().filter(recorded).collect();
        let count = limit.map_or(applied.len(), |n| n as usize);
        let mut chosen = Vec::new();
        for step in applied.iter().rev().take(count) {
            chosen.push(steps.get(&step.version).ok_or_else(|| Error::Config {
                message: format!(
                    "the step {} is applied, but the code does not have it, so it cannot be undone",
                    step.version
                ),
                hint: Some("run the command from the branch or the image that has the step".to_owned()),
            })?);
        }
        self.options.progress.begin(chosen.len());
        let plans = plans.and_downs(&steps.list, &chosen, self.backend()).await;
        let done = self.one_by_one(steps, &plans, &history, &chosen, Direction::Down).await?;
        self.read_back(steps, &done).await?;
        Ok(done)
    }

    /// Undoes every applied step and drops the records.
    ///
    /// # Errors
    /// As [`Session::down`].
    pub async fn reset(&mut self, steps: &Steps) -> Result<Vec<Done>, Error> {
        // First, so that nobody begins between the two.
        self.lock(steps).await?;
        let done = self.down(steps, None).await?;
        let failed = |e| doing(format!("drop the table {}", steps.table), e);
        self.ledger(steps).uninstall(&self.db).await.map_err(failed)?;
        fresh::Nothing::new(steps).uninstall(&self.db).await.map_err(failed)?;
        Ok(done)
    }

    /// Undoes every applied step and applies them all again.
    ///
    /// # Errors
    /// As [`Session::down`].
    pub async fn refresh(&mut self, steps: &Steps) -> Result<Vec<Done>, Error> {
        let mut done = self.down(steps, None).await?;
        done.extend(self.up(steps, None).await?);
        Ok(done)
    }

    /// Drops every view, table and type of the database's default schema, whoever made it, and on PostgreSQL the
    /// tables that the steps create in other schemas, and applies every step.
    ///
    /// # Errors
    /// As [`Session::up`]; [`Error::Config`] under a lease, whose own table would go too.
    pub async fn fresh(&mut self, steps: &Steps) -> Result<Vec<Done>, Error> {
        self.lock(steps).await?;
        if self.lock.as_ref().is_some_and(|lock| lock.is_lease()) {
            return Err(Error::Config {
                message: "`fresh` would drop the lease that keeps others out while it runs".to_owned(),
                hint: Some("use `refresh`, or drop the database and make it again".to_owned()),
            });
        }
        let scripts = Scripts::of_all(&steps.list, self.backend()).await;
        fresh::drop_everything(&self.db, steps, &scripts).await?;
        self.up(steps, None).await
    }

    async fn one_by_one(
        &self,
        steps: &Steps,
        scripts: &Scripts,
        history: &[StepStatus],
        chosen: &[&dyn MigrationTrait],
        direction: Direction,
    ) -> Result<Vec<Done>, Error> {
        let mut runner = self.runner(steps, scripts)?;
        let begun = history.iter().filter(|step| step.begun == Some(direction));
        runner.begun = begun.map(|step| step.version.clone()).collect();
        let mut done = Vec::new();
        for (at, step) in chosen.iter().enumerate() {
            runner.goes_on = at + 1 < chosen.len();
            done.push(runner.run(*step, direction).await?);
        }
        Ok(done)
    }

    /// Makes sure that the history of the database that was locked says what was done.
    async fn read_back(&self, steps: &Steps, done: &[Done]) -> Result<(), Error> {
        if done.is_empty() {
            return Ok(());
        }
        let failed = |e| doing(format!("read the table {}", steps.table), e);
        let recorded: HashSet<String> =
            self.ledger(steps).recorded(&self.db).await.map_err(failed)?.into_iter().collect();
        let differs = |done: &&Done| recorded.contains(&done.version) != (done.direction == Direction::Up);
        match done.iter().find(differs) {
            None => Ok(()),
            Some(done) => Err(failed(DbErr::Custom(format!(
                "it does not say what was done with {}: somebody else has written to it",
                done.version
            )))),
        }
    }

    /// From now on an edit of the steps that are applied is noticed, whoever applied them.
    async fn stamp(&self, steps: &Steps, scripts: &Scripts, history: &[StepStatus]) -> Result<(), Error> {
        let unstamped = history.iter().filter(|step| step.state == State::Applied && !step.is_stamped);
        let written: Vec<Written<'_>> = unstamped
            .filter_map(|step| {
                let script = scripts.get(&step.version).filter(|script| script.hash.is_some())?;
                let (version, direction) = (step.version.as_str(), Direction::Up);
                Some(Written {
                    version,
                    direction,
                    script: Some(script.clone()),
                    applied_at: step.applied_at.map(|at| at.timestamp()),
                    started_at: None,
                    elapsed: None,
                })
            })
            .collect();
        if written.is_empty() {
            return Ok(());
        }
        let failed = |e| doing(format!("record what the steps in {} do", steps.table), e);
        self.ledger(steps).stamp(&self.db, &written).await.map_err(failed)
    }
}

/// What others have done or begun, which does not stop a run but should be known.
fn warn(history: &[StepStatus]) {
    for step in history {
        match step.state {
            State::Missing => warn_of_missing(&step.version),
            State::Running | State::PartiallyApplied | State::Failed if step.is_of_others() => {
                tracing::warn!("{}, which the code does not have, was begun and has not ended", step.version);
            }
            _ => {}
        }
    }
}

fn warn_of_missing(version: &str) {
    tracing::warn!("{version} is applied, but the code does not have it");
}

fn warn_of_edit(step: &StepStatus) {
    tracing::warn!(
        "{} was edited after it was applied: the database has what it did then; write a new step, or say that the edit \
         changes nothing with `repair {} --accept-edit`",
        step.version,
        step.version
    );
}
