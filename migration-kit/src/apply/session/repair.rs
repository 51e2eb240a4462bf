//! Clearing up after a step that did not end, or that was edited.

use super::{Session, doing};
use crate::apply::ledger::Written;
use crate::apply::script::Scripts;
use crate::apply::{State, StepStatus, Steps};
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
    /// Records what a person says of a step. For [`Mark::Down`] its `down` is run first.
    ///
    /// # Errors
    /// [`Error::Config`] for a step that neither the code nor the database knows, [`Error::Step`] when `down` fails, and
    /// what [`Session::up`] may say before the first step.
    pub async fn repair(&mut self, steps: &Steps, version: &str, mark: Mark) -> Result<(), Error> {
        self.lock(steps).await?;
        self.install(steps).await?;
        let scripts = Scripts::of_all(&steps.list, self.backend()).await;
        let history = self.read(steps, &scripts).await?;
        let Some(status) = history.iter().find(|step| step.version == version) else {
            return Err(Error::config(format!("there is no step {version}, in the code or in the database")));
        };
        let ledger = self.ledger(steps);
        let db = self.begin().await?;
        let failed = |e| doing(format!("record the step {version}"), e);
        let script = scripts.get(version).cloned();
        let now = chrono::Utc::now().timestamp();
        let applied_at = Some(status.applied_at.map_or(now, |at| at.timestamp()));
        let written = Written {
            version,
            direction: Direction::Up,
            script,
            applied_at,
            started_at: None,
            elapsed: None,
        };
        let fence = self.lock.as_ref();
        if let Some(lock) = fence {
            lock.fence(&db).await.map_err(failed)?;
        }
        match mark {
            Mark::Applied if status.applied_at.is_some() => ledger.keep(&db, version).await,
            Mark::Applied => ledger.put(&db, &[&written]).await,
            Mark::Pending => ledger.forget(&db, version).await,
            Mark::AcceptEdit => ledger.stamp(&db, &[written]).await,
            Mark::Down => Ok(()),
        }
        .map_err(failed)?;
        db.commit().await.map_err(failed)?;
        if mark == Mark::Down {
            let step = steps.get(version).ok_or_else(|| Error::Config {
                message: format!("the code does not have the step {version}, so its `down` cannot be run"),
                hint: Some("run the command from the branch or the image that has the step".to_owned()),
            })?;
            self.runner(steps, &scripts)?.run(step, Direction::Down).await?;
        }
        Ok(())
    }

    /// Reads the schema that is in the database, without the tables that record the steps.
    ///
    /// # Errors
    /// [`Error::Database`] when the catalog cannot be read.
    #[cfg(feature = "generate")]
    pub(crate) async fn live(&self, steps: &Steps) -> Result<crate::schema::Schema, Error> {
        let own = steps.own_tables();
        let live = crate::source::live(&self.db, &own.each_ref().map(String::as_str)).await;
        live.map_err(|e| doing("read the database's schema".to_owned(), e))
    }

    /// Records steps as applied that are in the database already.
    ///
    /// # Errors
    /// As [`Session::repair`].
    #[cfg(feature = "generate")]
    pub(crate) async fn adopt(&mut self, steps: &Steps) -> Result<Vec<String>, Error> {
        self.lock(steps).await?;
        self.install(steps).await?;
        let scripts = Scripts::of_all(&steps.list, self.backend()).await;
        let history = self.read(steps, &scripts).await?;
        if history.iter().any(StepStatus::is_half_applied) {
            return Err(self.half_applied(steps, &history).await);
        }
        let pending: Vec<&StepStatus> = history.iter().filter(|step| step.is_pending()).collect();
        let now = chrono::Utc::now().timestamp();
        let written: Vec<Written<'_>> = pending
            .iter()
            .map(|step| Written {
                version: &step.version,
                direction: Direction::Up,
                script: scripts.get(&step.version).cloned(),
                applied_at: Some(now),
                started_at: None,
                elapsed: None,
            })
            .collect();
        let rows: Vec<&Written<'_>> = written.iter().collect();
        let failed = |e| doing("record the steps".to_owned(), e);
        let db = self.begin().await?;
        if let Some(lock) = &self.lock {
            lock.fence(&db).await.map_err(failed)?;
        }
        for some in rows.chunks(500) {
            self.ledger(steps).put(&db, some).await.map_err(failed)?;
        }
        db.commit().await.map_err(failed)?;
        Ok(pending.into_iter().map(|step| step.version.clone()).collect())
    }

    async fn begin(&self) -> Result<sea_orm::DatabaseTransaction, Error> {
        use sea_orm::TransactionTrait as _;
        let begun = match self.transaction_settings() {
            Some(settings) => super::begin_with(&self.db, &settings).await,
            None => self.db.begin().await,
        };
        begun.map_err(|e| doing("begin a transaction".to_owned(), e))
    }

    /// The first step that did not end, with all that is known of it.
    pub(super) async fn half_applied(&self, steps: &Steps, history: &[StepStatus]) -> Error {
        let Some(step) = history.iter().find(|step| step.is_half_applied()) else {
            return Error::config("no step is half-applied");
        };
        let direction = if step.applied_at.is_some() { Direction::Down } else { Direction::Up };
        let statements = self.ledger(steps).statements(&self.db, &step.version).await.ok().flatten();
        let by = step.by.as_deref().unwrap_or("another process");
        let at = step.started_at.as_deref().map(|at| format!(" at {at}")).unwrap_or_default();
        let end = match (step.state, &step.error) {
            (State::Failed, Some(error)) => format!("it failed: {error}"),
            (State::Failed, None) => "it failed".to_owned(),
            _ => "it never ended".to_owned(),
        };
        Error::HalfApplied {
            version: step.version.clone(),
            direction,
            story: format!("{by} began it{at}, and {end}"),
            known: known(&statements.unwrap_or_default(), step.statements_done),
        }
    }
}

/// Which of the statements have run, as far as that is known.
fn known(statements: &str, done: Option<u64>) -> String {
    let all: Vec<&str> = statements.split(";\n").filter(|text| !text.is_empty()).collect();
    let list = |statements: &[&str]| {
        statements.iter().map(|sql| format!("\n  {}", crate::error::one_line(sql))).collect::<String>()
    };
    let done = done.and_then(|done| usize::try_from(done).ok()).unwrap_or_default().min(all.len());
    let (ran, open) = all.split_at(done);
    match (ran.last(), all.len()) {
        (_, 0) => "what it does is not known".to_owned(),
        (None, count) => format!("of its {count} statements none ran for certain:{}", list(open)),
        (Some(last), count) => {
            format!(
                "{done} of its {count} statements ran for certain, the last one:{}\nnot known of:{}",
                list(&[last]),
                list(open)
            )
        }
    }
}
