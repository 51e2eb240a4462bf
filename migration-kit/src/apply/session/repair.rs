//! Clearing up after a migration that did not end, or that was modified.

use sea_orm_migration::MigrationTrait;

use super::Session;
use crate::apply::actions::KnownActions;
use crate::apply::actions_by_version::ActionsByVersion;
use crate::apply::history::tables::{Written, taken_apart};
use crate::apply::transaction::begin_to_write;
use crate::apply::{MigrationStatus, Migrations, State, mirror};
use crate::error::{doing, one_line};
use crate::migration::{Plan, plan_of};
use crate::{Direction, Error};

/// What a person says of a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// All of it is in the database.
    Applied,
    /// Nothing of it is.
    Pending,
    /// What has run of it is to be rolled back by its `down`, and then nothing of it is there.
    Down,
    /// The statements that have not run are to be run, and then all of it is there.
    Continue,
    /// What the code says now is what the database has.
    AcceptEdit,
}

impl Session {
    /// Records what a person says of a migration, which is still as it was shown: a partially
    /// applied one, or for [`Mark::AcceptEdit`] a modified one. For [`Mark::Down`] its `down` is
    /// run first.
    ///
    /// # Errors
    /// [`Error::Decision`] for a migration that has changed its state meanwhile, [`Error::Usage`]
    /// for one that needs no repair, [`Error::Migration`] when `down` fails, and what
    /// [`Session::up`] may say before the first migration.
    pub async fn repair(
        &mut self,
        migrations: &Migrations,
        shown: &MigrationStatus,
        mark: Mark,
    ) -> Result<(), Error> {
        let version = shown.version.as_str();
        let fits = match mark {
            Mark::AcceptEdit => shown.state == State::Modified,
            Mark::Applied | Mark::Pending | Mark::Down | Mark::Continue => {
                shown.is_partially_applied()
            }
        };
        if !fits {
            let state = shown.state.as_str();
            return Err(Error::Usage {
                message: format!(
                    "migration {version} is {state}, which needs no such repair; nothing was done"
                ),
                hint: Some("`status` lists the migrations that need one".to_owned()),
            });
        }
        self.lock(migrations).await?;
        self.install(migrations).await?;
        let all_actions = ActionsByVersion::of_all(&migrations.list, self.backend()).await;
        let history = self.read(migrations, &all_actions).await?;
        let status = history.iter().find(|migration| migration.version == version).unwrap_or(shown);
        let is_as_shown =
            status.state == shown.state || (was_running(status) && was_running(shown));
        if !is_as_shown || status.started_at != shown.started_at {
            return Err(Error::Decision {
                message: format!(
                    "migration {version} is {} by now; nothing was done",
                    status.state.as_str()
                ),
                hint: "look at `status` again".to_owned(),
            });
        }
        match mark {
            Mark::Down => return self.repair_down(migrations, &all_actions, status).await,
            Mark::Continue => return self.repair_on(migrations, &all_actions, status).await,
            Mark::Applied | Mark::Pending | Mark::AcceptEdit => {}
        }
        let failed = |e| doing(format!("record the migration {version}"), e);
        let applied_at =
            status.applied_at.map_or_else(|| chrono::Utc::now().timestamp(), |at| at.timestamp());
        let written = taken_over(version, &all_actions, applied_at);
        let tables = self.tables(migrations);
        let db = begin_to_write(&self.db, None).await.map_err(failed)?;
        if let Some(lock) = &self.lock {
            lock.fence(&(&db).into()).await.map_err(failed)?;
        }
        match mark {
            Mark::Applied if status.applied_at.is_some() => tables.keep(&db, version).await,
            Mark::Applied => tables.put(&db, &[written]).await.map(|_| ()),
            Mark::Pending => tables.forget(&db, version).await.map(|_| ()),
            Mark::AcceptEdit => tables.stamp(&db, &[written]).await,
            Mark::Down | Mark::Continue => Ok(()),
        }
        .map_err(failed)?;
        db.commit().await.map_err(failed)
    }

    /// Rolls back what has run of a migration. Of one that was begun on the way up, and is data,
    /// that is exactly those of its statements that have run; where they cannot be told from those
    /// that have not, nothing is done.
    async fn repair_down(
        &self,
        migrations: &Migrations,
        all_actions: &ActionsByVersion,
        status: &MigrationStatus,
    ) -> Result<(), Error> {
        let migration = self.migration_of(migrations, status)?;
        let mut runner = self.runner(migrations, all_actions)?;
        if status.begun == Some(Direction::Up) && !status.goes_on_down() {
            runner.first = self.first_of_down(migration, status)?;
            runner.rolls_back_from = Some(done(status));
            runner.first_may_be_reversed = was_running(status);
        }
        runner.run(migration, Direction::Down).await.map(|_| ())
    }

    /// Where `down` has to begin.
    fn first_of_down(
        &self,
        migration: &dyn MigrationTrait,
        status: &MigrationStatus,
    ) -> Result<usize, Error> {
        let backend = self.backend();
        let plan = |way| plan_of(migration, backend, way);
        let (Some(up_plan), Some(down_plan)) = (plan(Direction::Up), plan(Direction::Down)) else {
            // What an async function has done of itself is known to nobody, and its author says
            // that `down` can roll it back.
            return Ok(0);
        };
        let texts = |plan: &Plan| {
            plan.actions().iter().map(|action| action.text(backend)).collect::<Vec<_>>()
        };
        let (up, down) = (texts(&up_plan), texts(&down_plan));
        let done = done(status);
        let first =
            mirror::start(backend, &up, &down, done + usize::from(is_unsure(status, up.len())));
        first.ok_or_else(|| {
            let shown = KnownActions::of_plan(&up_plan).shown();
            let ran: String = shown.iter().take(done).map(|sql| format!("\n  {}", one_line(sql))).collect();
            let unsure =
                if is_unsure(status, up.len()) { "\nthe one behind them may have run, too" } else { "" };
            Error::Decision {
                message: format!(
                    "it cannot be told which statements of the `down` of {} reverse what has run; nothing was done",
                    status.version
                ),
                hint: format!(
                    "{done} of the {} statements of its `up` ran:{ran}{unsure}\nreverse these by hand and say \
                     `repair {version} --mark pending`, or let it go on with `repair {version} --continue`",
                    up.len(),
                    version = status.version
                ),
            }
        })
    }

    /// Runs the statements of a migration that have not run. Each is a change that the database
    /// does whole or not at all, so one that was refused has not run; one in the middle of which
    /// the process ended is not known of.
    async fn repair_on(
        &self,
        migrations: &Migrations,
        all_actions: &ActionsByVersion,
        status: &MigrationStatus,
    ) -> Result<(), Error> {
        let migration = self.migration_of(migrations, status)?;
        let version = &status.version;
        let up = plan_of(migration, self.backend(), Direction::Up)
            .filter(|_| status.begun == Some(Direction::Up));
        if up.is_none() || status.state != State::Failed {
            return Err(Error::Decision {
                message: format!("it is not known where {version} was ended; nothing was done"),
                hint: format!(
                    "a migration goes on that is data and whose statement the database refused; look at the database and say \
                     `repair {version} --mark applied` or `--mark pending`"
                ),
            });
        }
        let mut runner = self.runner(migrations, all_actions)?;
        runner.first = done(status);
        runner.run(migration, Direction::Up).await.map(|_| ())
    }

    fn migration_of<'s>(
        &self,
        migrations: &'s Migrations,
        status: &MigrationStatus,
    ) -> Result<&'s dyn MigrationTrait, Error> {
        let version = &status.version;
        migrations.get(version).ok_or_else(|| Error::UnknownVersion {
            message: format!("the code does not have the migration {version}, so it cannot be run"),
            hint: Some(
                "run the command from the branch or the image that has the migration".to_owned(),
            ),
        })
    }

    /// The first migration that did not end, with all that is known of it.
    pub(super) async fn partially_applied(
        &self,
        migrations: &Migrations,
        history: &[MigrationStatus],
    ) -> Error {
        let Some(migration) = history.iter().find(|migration| migration.is_partially_applied())
        else {
            return Error::internal("no migration is partially applied");
        };
        let statements = match (migration.applied_at.is_some(), migrations.get(&migration.version))
        {
            // The record says what the way up did.
            (true, Some(code)) => {
                let plan = plan_of(code, self.backend(), Direction::Down);
                plan.map(|plan| KnownActions::of_plan(&plan).shown())
            }
            (true, None) => None,
            (false, _) => {
                let kept = self
                    .tables(migrations)
                    .statements(&self.db, &migration.version)
                    .await
                    .ok()
                    .flatten();
                kept.map(|kept| taken_apart(&kept))
            }
        };
        partially_applied(migration, &statements.unwrap_or_default())
    }
}

/// Whether a statement may have run of which nobody has said so: the one at which the process was
/// when it ended.
fn is_unsure(status: &MigrationStatus, statements: usize) -> bool {
    was_running(status) && done(status) < statements
}

fn was_running(status: &MigrationStatus) -> bool {
    matches!(status.state, State::Running | State::PartiallyApplied)
}

/// How many of its statements are known to have run.
fn done(status: &MigrationStatus) -> usize {
    usize::try_from(status.statements_done.unwrap_or_default()).unwrap_or(usize::MAX)
}

/// A migration that is recorded without having been run here.
pub(super) fn taken_over<'a>(
    version: &'a str,
    all_actions: &ActionsByVersion,
    applied_at: i64,
) -> Written<'a> {
    Written {
        version,
        direction: Direction::Up,
        actions: all_actions.get(version).cloned(),
        applied_at: Some(applied_at),
        started_at: None,
        elapsed: None,
    }
}

/// What is known of a migration that did not end.
pub(in crate::apply) fn partially_applied(
    migration: &MigrationStatus,
    statements: &[String],
) -> Error {
    let by = migration.by.as_deref().unwrap_or("another process");
    let at = migration.started_at.as_deref().map(|at| format!(" at {at}")).unwrap_or_default();
    let end = match (migration.state, &migration.error) {
        (State::Failed, Some(error)) => format!("it failed: {error}"),
        (State::Failed, None) => "it failed".to_owned(),
        _ => "it never ended".to_owned(),
    };
    Error::PartiallyApplied {
        version: migration.version.clone(),
        direction: if migration.applied_at.is_some() { Direction::Down } else { Direction::Up },
        story: format!("{by} began it{at}, and {end}"),
        known: known(statements, migration.statements_done),
    }
}

/// Which of the statements have run, as far as that is known.
fn known(all: &[String], done: Option<u64>) -> String {
    let list = |statements: &[String]| {
        statements.iter().map(|sql| format!("\n  {}", one_line(sql))).collect::<String>()
    };
    let done = done.and_then(|done| usize::try_from(done).ok()).unwrap_or_default().min(all.len());
    let (ran, open) = all.split_at(done);
    match (ran.last(), all.len()) {
        (_, 0) => "what it does is not known".to_owned(),
        (None, count) => format!("of its {count} statements none ran for certain:{}", list(open)),
        (Some(last), count) => {
            let (last, open) = (list(std::slice::from_ref(last)), list(open));
            format!(
                "{done} of its {count} statements ran for certain, the last one:{last}\nnot known of:{open}"
            )
        }
    }
}
