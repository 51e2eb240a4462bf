//! Clearing up after a step that did not end, or that was edited.

use sea_orm::TransactionTrait as _;

use super::{Session, doing};
use crate::apply::ledger::{BETWEEN, Written};
use crate::apply::script::Scripts;
use crate::apply::{State, StepStatus, Steps};
use crate::error::one_line;
use crate::record::redact::without_values;
use crate::step::plan_of;
use crate::{Direction, Error};

/// What a person says of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// All of it is in the database.
    Applied,
    /// Nothing of it is.
    Pending,
    /// Its `down` is to be run, and then nothing of it is.
    Down,
    /// What the code says now is what the database has.
    AcceptEdit,
}

impl Session {
    /// Records what a person says of a step, which is still as it was shown: a half-applied one, or for
    /// [`Mark::AcceptEdit`] an edited one. For [`Mark::Down`] its `down` is run first.
    ///
    /// # Errors
    /// [`Error::Decision`] for a step that has changed its state meanwhile, [`Error::Config`] for one that needs no repair,
    /// [`Error::Step`] when `down` fails, and what [`Session::up`] may say before the first step.
    pub async fn repair(&mut self, steps: &Steps, shown: &StepStatus, mark: Mark) -> Result<(), Error> {
        let version = shown.version.as_str();
        let fits = match mark {
            Mark::AcceptEdit => shown.state == State::Edited,
            Mark::Applied | Mark::Pending | Mark::Down => shown.is_half_applied(),
        };
        if !fits {
            let state = shown.state.as_str();
            return Err(Error::config(format!("step {version} is {state}, which this does not repair")));
        }
        self.lock(steps).await?;
        self.install(steps).await?;
        let scripts = Scripts::of_all(&steps.list, self.backend()).await;
        let history = self.read(steps, &scripts).await?;
        let status = history.iter().find(|step| step.version == version).unwrap_or(shown);
        if (status.state, &status.started_at) != (shown.state, &shown.started_at) {
            return Err(Error::Decision {
                message: format!("step {version} is {} by now; nothing was done", status.state.as_str()),
                hint: "look at `status` again".to_owned(),
            });
        }
        if mark == Mark::Down {
            return self.repair_down(steps, &scripts, version).await;
        }
        let failed = |e| doing(format!("record the step {version}"), e);
        let applied_at =
            status.applied_at.map_or_else(|| chrono::Utc::now().timestamp(), |at| at.timestamp());
        let written = taken_over(version, &scripts, applied_at);
        let ledger = self.ledger(steps);
        let db = self.db.begin().await.map_err(failed)?;
        if let Some(lock) = &self.lock {
            lock.fence(&db).await.map_err(failed)?;
        }
        match mark {
            Mark::Applied if status.applied_at.is_some() => ledger.keep(&db, version).await,
            Mark::Applied => ledger.put(&db, &[written]).await.map(|_| ()),
            Mark::Pending => ledger.forget(&db, version).await.map(|_| ()),
            Mark::AcceptEdit => ledger.stamp(&db, &[written]).await,
            Mark::Down => Ok(()),
        }
        .map_err(failed)?;
        db.commit().await.map_err(failed)
    }

    async fn repair_down(&self, steps: &Steps, scripts: &Scripts, version: &str) -> Result<(), Error> {
        let step = steps.get(version).ok_or_else(|| Error::Config {
            message: format!("the code does not have the step {version}, so its `down` cannot be run"),
            hint: Some("run the command from the branch or the image that has the step".to_owned()),
        })?;
        self.runner(steps, scripts)?.run(step, Direction::Down).await.map(|_| ())
    }

    /// The first step that did not end, with all that is known of it.
    pub(super) async fn half_applied(&self, steps: &Steps, history: &[StepStatus]) -> Error {
        let Some(step) = history.iter().find(|step| step.is_half_applied()) else {
            return Error::config("no step is half-applied");
        };
        let statements = match (step.applied_at.is_some(), steps.get(&step.version)) {
            // The record says what the way up did.
            (true, Some(code)) => {
                let plan = plan_of(code, self.backend(), Direction::Down);
                let shown = |sql: &String| without_values(self.backend(), sql);
                plan.map(|plan| plan.texts().iter().map(shown).collect::<Vec<_>>().join(BETWEEN))
            }
            (true, None) => None,
            (false, _) => self.ledger(steps).statements(&self.db, &step.version).await.ok().flatten(),
        };
        half_applied(step, statements.as_deref())
    }
}

/// A step that is recorded without having been run here.
pub(super) fn taken_over<'a>(version: &'a str, scripts: &Scripts, applied_at: i64) -> Written<'a> {
    Written {
        version,
        direction: Direction::Up,
        script: scripts.get(version).cloned(),
        applied_at: Some(applied_at),
        started_at: None,
        elapsed: None,
    }
}

/// What is known of a step that did not end.
pub(in crate::apply) fn half_applied(step: &StepStatus, statements: Option<&str>) -> Error {
    let by = step.by.as_deref().unwrap_or("another process");
    let at = step.started_at.as_deref().map(|at| format!(" at {at}")).unwrap_or_default();
    let end = match (step.state, &step.error) {
        (State::Failed, Some(error)) => format!("it failed: {error}"),
        (State::Failed, None) => "it failed".to_owned(),
        _ => "it never ended".to_owned(),
    };
    Error::HalfApplied {
        version: step.version.clone(),
        direction: if step.applied_at.is_some() { Direction::Down } else { Direction::Up },
        story: format!("{by} began it{at}, and {end}"),
        known: known(statements.unwrap_or_default(), step.statements_done),
    }
}

/// Which of the statements have run, as far as that is known.
fn known(statements: &str, done: Option<u64>) -> String {
    let all: Vec<&str> = statements.split(BETWEEN).filter(|text| !text.is_empty()).collect();
    let list = |statements: &[&str]| {
        statements.iter().map(|sql| format!("\n  {}", one_line(sql))).collect::<String>()
    };
    let done = done.and_then(|done| usize::try_from(done).ok()).unwrap_or_default().min(all.len());
    let (ran, open) = all.split_at(done);
    match (ran.last(), all.len()) {
        (_, 0) => "what it does is not known".to_owned(),
        (None, count) => format!("of its {count} statements none ran for certain:{}", list(open)),
        (Some(last), count) => {
            let (last, open) = (list(&[last]), list(open));
            format!(
                "{done} of its {count} statements ran for certain, the last one:{last}\nnot known of:{open}"
            )
        }
    }
}
