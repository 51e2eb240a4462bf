//! Taking over a database that other means created.

use sea_orm::{DatabaseConnection, DbErr, TransactionTrait as _};

use super::repair::taken_over;
use super::{Session, doing};
use crate::Error;
use crate::apply::ledger::Written;
use crate::apply::script::Script;
use crate::apply::scripts::Scripts;
use crate::apply::{StepStatus, Steps};

/// What came of it.
pub(crate) enum Adopted<D> {
    /// The versions that are recorded now.
    Recorded(Vec<String>),
    /// The database has another schema.
    Differs(Vec<D>),
}

impl Session {
    /// Records the pending steps as applied, when the database has the schema that all steps make: `differences` looks for what
    /// is not so, beside the tables that record the steps. Whether rows are there that a step writes cannot be seen, so that has
    /// to be said with `rows_are_there`.
    ///
    /// # Errors
    /// [`Error::Decision`] for a step that writes rows, and what [`Session::up`] may say before the first step.
    pub(crate) async fn adopt<D>(
        &mut self,
        steps: &Steps,
        differences: impl AsyncFnOnce(&DatabaseConnection, &[&str]) -> Result<Vec<D>, DbErr>,
        rows_are_there: bool,
    ) -> Result<Adopted<D>, Error> {
        self.lock(steps).await?;
        let scripts = Scripts::of_all(&steps.list, self.backend()).await;
        let history = self.read(steps, &scripts).await?;
        if history.iter().any(StepStatus::is_half_applied) {
            return Err(self.half_applied(steps, &history).await);
        }
        let own = steps.own_tables();
        let differences = differences(&self.db, &own.each_ref().map(String::as_str)).await;
        let differences = differences.map_err(|e| doing("read the database's schema".to_owned(), e))?;
        if !differences.is_empty() {
            return Ok(Adopted::Differs(differences));
        }
        let pending = || history.iter().filter(|step| step.is_pending()).map(|step| step.version.as_str());
        let writes = |version: &&str| scripts.get(version).is_none_or(Script::writes_rows);
        let writing: Vec<&str> = pending().filter(writes).collect();
        if !writing.is_empty() && !rows_are_there {
            return Err(Error::Decision {
                message: format!(
                    "the schema is the same, but rows cannot be compared, and there are steps that write some: {}",
                    writing.join(", ")
                ),
                hint: "give --yes, if the database has what they write; nothing was recorded".to_owned(),
            });
        }
        self.install(steps).await?;
        let now = chrono::Utc::now().timestamp();
        let written: Vec<Written<'_>> = pending().map(|version| taken_over(version, &scripts, now)).collect();
        let failed = |e| doing("record the steps".to_owned(), e);
        let db = self.db.begin().await.map_err(failed)?;
        if let Some(lock) = &self.lock {
            lock.fence(&db).await.map_err(failed)?;
        }
        self.ledger(steps).put(&db, &written).await.map_err(failed)?;
        db.commit().await.map_err(failed)?;
        Ok(Adopted::Recorded(pending().map(str::to_owned).collect()))
    }
}
