//! Running migrations on a database that nobody uses yet: many in one transaction, as fast as that
//! can be done.

use chrono::Utc;
use sea_orm::{DatabaseExecutor, DatabaseTransaction, DbErr};
use sea_orm_migration::{MigrationTrait, SchemaManager};

use super::failpoint;
use super::job::Job;
use super::run::{Done, Runner};
use crate::dialect::{ddl, script};
use crate::error::reason;
use crate::ops::connection::Db;
use crate::ops::foreign_keys::{self, Orphans};
use crate::{Direction, Error};

impl Runner<'_> {
    /// Applies the migrations, in one transaction as far as none opts out. When one of them fails
    /// there, nothing of them is left, and they run one by one, so that the migration that fails is
    /// named, and none fails that only cannot share a transaction: PostgreSQL does not let an enum
    /// value be used in the one that adds it.
    pub(super) async fn apply(
        &mut self,
        migrations: &[&dyn MigrationTrait],
    ) -> Result<Vec<Done>, Error> {
        let mut done = Vec::new();
        let mut rest = migrations;
        while !rest.is_empty() {
            let jobs: Vec<Job<'_>> = rest
                .iter()
                .map(|migration| self.job(*migration, Direction::Up))
                .take_while(|job| self.may_share(job))
                .collect();
            let (group, after) = rest.split_at(jobs.len().max(1));
            let shared = if jobs.len() > 1 { Box::pin(self.together(&jobs)).await? } else { None };
            match shared {
                Some(shared) => done.extend(shared),
                None => {
                    for migration in group {
                        done.push(Box::pin(self.run(*migration, Direction::Up)).await?);
                    }
                }
            }
            rest = after;
        }
        Ok(done)
    }

    /// What may change the session, or end the transaction, keeps its own. On a server's shadow
    /// database that is not known, and every migration does.
    fn may_share(&self, job: &Job<'_>) -> bool {
        ddl::of(self.backend()).transactional()
            && job.in_transaction
            && match self.records {
                Some(_) => job.is_plain(),
                None => self.transactions().shared_unseen(),
            }
    }

    /// Nothing when they cannot share a transaction, which is rolled back.
    async fn together(&mut self, jobs: &[Job<'_>]) -> Result<Option<Vec<Done>>, Error> {
        let (before, done_before) =
            (self.orphans.clone(), self.records.as_ref().map(|r| r.progress.now().done));
        let result = async {
            // On a shadow database it is not known of every migration, and the look at the foreign
            // keys finds the rest.
            let suspended = self.records.is_none() || jobs.iter().any(Job::suspends_foreign_keys);
            self.enforce_foreign_keys(!suspended).await?;
            let transaction = self.begin().await?;
            match self.each(jobs, &transaction).await {
                Ok(done) => transaction.commit().await.map(|()| done),
                Err(error) => {
                    // What cannot be rolled back fails again, under the name of its migration.
                    let _ = transaction.rollback().await;
                    Err(error)
                }
            }
        };
        match result.await {
            Ok(done) => {
                failpoint::sent();
                if self.records.is_some() {
                    done.iter().for_each(Done::tell);
                }
                Ok(Some(done))
            }
            // One by one they would only be told that there is no connection any more.
            Err(source) if self.records.is_some() && self.db.ping().await.is_err() => {
                let version =
                    self.records.as_ref().and_then(|records| records.progress.now().version);
                Err(Error::ConnectionLost {
                    version: version.unwrap_or_else(|| jobs[0].version().to_owned()),
                    direction: Direction::Up,
                    source,
                    rolled_back: true,
                })
            }
            Err(error) => {
                tracing::debug!("the migrations cannot share a transaction: {}", reason(&error));
                self.orphans = before;
                if let (Some(records), Some(done)) = (&self.records, done_before) {
                    records.progress.back_to(done);
                }
                Ok(None)
            }
        }
    }

    async fn each(
        &mut self,
        jobs: &[Job<'_>],
        transaction: &DatabaseTransaction,
    ) -> Result<Vec<Done>, DbErr> {
        let looks = script::of(self.backend()).switches_foreign_keys() && !self.enforces();
        let mut guard = match looks {
            true => Some(Guard::new(transaction, self.orphans.take()).await?),
            false => None,
        };
        let (mut done, mut written) = (Vec::new(), Vec::new());
        for job in jobs {
            let started_at = Utc::now();
            let manager = SchemaManager::new(transaction);
            self.execute(job, &manager).await?;
            let db = manager.get_connection();
            if let Some(guard) = &mut guard {
                guard.check(db, job.may_write_rows()).await?;
            }
            if let Some(records) = &self.records {
                written.push(records.finished(job, started_at));
                records.progress.migration_done();
            }
            let elapsed = (Utc::now() - started_at).to_std().unwrap_or_default();
            done.push(Done {
                version: job.version().to_owned(),
                direction: Direction::Up,
                elapsed,
            });
        }
        if let Some(guard) = &guard {
            guard.end(transaction).await?;
        }
        if let Some(records) = &self.records {
            // They are committed together, so they are recorded together; and in the end, because
            // whoever renews a lease waits for this transaction from then on.
            records.lock.fence(&transaction.into()).await?;
            records.put(&transaction.into(), &written).await?;
            failpoint::sent();
        }
        self.orphans = guard.map(|guard| guard.orphans);
        Ok(done)
    }
}

/// SQLite: makes sure that no migration leaves rows without their parents. While there is no row at
/// all none can.
struct Guard {
    orphans: Orphans,
    /// How many rows this connection had written before the first migration.
    written: i64,
    /// There are tables of somebody else's, which may have rows.
    is_used: bool,
}

impl Guard {
    async fn new(db: &DatabaseTransaction, known: Option<Orphans>) -> Result<Self, DbErr> {
        let db = DatabaseExecutor::from(db);
        let orphans = match known {
            Some(known) => known,
            None => foreign_keys::check(&mut Db::Executor(&db)).await?,
        };
        let tables = "SELECT CAST(count(*) AS TEXT) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'seaql%'";
        let is_used = number(&db, tables).await? != 0;
        Ok(Self { orphans, written: number(&db, WRITTEN).await?, is_used })
    }

    /// Looks once one has run. Asking whether a row was written takes longer than most migrations,
    /// so one that is known to write none is believed until the end.
    async fn check(&mut self, db: &DatabaseExecutor<'_>, may_write: bool) -> Result<(), DbErr> {
        if !self.is_used && (!may_write || self.is_untouched(db).await?) {
            return Ok(());
        }
        self.is_used = true;
        let after = foreign_keys::check(&mut Db::Executor(db)).await?;
        self.orphans.compare(&after)?;
        self.orphans = after;
        Ok(())
    }

    /// Looks once more, before the commit.
    async fn end(&self, db: &DatabaseTransaction) -> Result<(), DbErr> {
        match self.is_used || self.is_untouched(&db.into()).await? {
            true => Ok(()),
            // Which migration it was is found out when they run one by one.
            false => {
                Err(DbErr::Migration("a migration wrote rows that was not expected to".to_owned()))
            }
        }
    }

    /// (CREATE TABLE … AS is not counted, and makes no foreign key.)
    async fn is_untouched(&self, db: &DatabaseExecutor<'_>) -> Result<bool, DbErr> {
        Ok(number(db, WRITTEN).await? == self.written)
    }
}

/// <https://www.sqlite.org/lang_corefunc.html#total_changes>
const WRITTEN: &str = "SELECT CAST(total_changes() AS TEXT)";

async fn number(db: &DatabaseExecutor<'_>, sql: &str) -> Result<i64, DbErr> {
    let rows = Db::Executor(db).rows::<1>(sql, &[]).await?;
    let text = rows.first().and_then(|[text]| text.as_deref());
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or_default())
}
