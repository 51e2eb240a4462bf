//! Taking over a database that other means created.

use sea_orm::{DatabaseConnection, DbErr};

use super::Session;
use super::repair::taken_over;
use crate::Error;
use crate::apply::actions::KnownActions;
use crate::apply::actions_by_version::ActionsByVersion;
use crate::apply::history::tables::Written;
use crate::apply::transaction::begin_to_write;
use crate::apply::{MigrationStatus, Migrations};
use crate::error::doing;

/// What came of it.
pub(crate) enum Baselined<D> {
    /// The versions that are recorded now.
    Recorded(Vec<String>),
    /// The database has another schema.
    Differs(Vec<D>),
}

impl Session {
    /// Records the pending migrations as applied, when the database has the schema of all
    /// migrations: `differences` looks for what is not so, beside the history tables. Whether rows
    /// are there that a migration writes cannot be seen, so that has to be said with
    /// `rows_are_there`.
    ///
    /// # Errors
    /// [`Error::Decision`] for a migration that writes rows, and what [`Session::up`] may say
    /// before the first migration.
    pub(crate) async fn baseline<D>(
        &mut self,
        migrations: &Migrations,
        differences: impl AsyncFnOnce(&DatabaseConnection, &[&str]) -> Result<Vec<D>, DbErr>,
        rows_are_there: bool,
    ) -> Result<Baselined<D>, Error> {
        self.lock(migrations).await?;
        let all_actions = ActionsByVersion::of_all(&migrations.list, self.backend()).await;
        let history = self.read(migrations, &all_actions).await?;
        if history.iter().any(MigrationStatus::is_partially_applied) {
            return Err(self.partially_applied(migrations, &history).await);
        }
        let own = migrations.own_tables();
        let differences = differences(&self.db, &own.each_ref().map(String::as_str)).await;
        let differences =
            differences.map_err(|e| doing("read the database's schema".to_owned(), e))?;
        if !differences.is_empty() {
            return Ok(Baselined::Differs(differences));
        }
        let pending = || {
            history
                .iter()
                .filter(|migration| migration.is_pending())
                .map(|migration| migration.version.as_str())
        };
        let writes =
            |version: &&str| all_actions.get(version).is_none_or(KnownActions::writes_rows);
        let writing: Vec<&str> = pending().filter(writes).collect();
        if !writing.is_empty() && !rows_are_there {
            return Err(Error::Decision {
                message: format!(
                    "the schema is the same, but rows cannot be compared, and there are migrations that write some: {}",
                    writing.join(", ")
                ),
                hint: "give --yes, if the database has what they write; nothing was recorded"
                    .to_owned(),
            });
        }
        self.install(migrations).await?;
        let now = chrono::Utc::now().timestamp();
        let written: Vec<Written<'_>> =
            pending().map(|version| taken_over(version, &all_actions, now)).collect();
        let failed = |e| doing("record the migrations".to_owned(), e);
        let db = begin_to_write(&self.db, None).await.map_err(failed)?;
        if let Some(lock) = &self.lock {
            lock.fence(&(&db).into()).await.map_err(failed)?;
        }
        self.tables(migrations).put(&db, &written).await.map_err(failed)?;
        db.commit().await.map_err(failed)?;
        Ok(Baselined::Recorded(pending().map(str::to_owned).collect()))
    }
}
