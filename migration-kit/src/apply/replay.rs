//! Running a whole history on a throw-away database, as fast as that can be done.

use sea_orm::{DatabaseTransaction, DbBackend, DbErr};
use sea_orm_migration::MigrationTrait;

use super::run::Runner;
use crate::{Direction, Error};

impl Runner<'_> {
    /// Applies the steps, on SQLite in one transaction as far as none opts out. When one of them fails there, nothing of
    /// them is left, and they run one by one, so that the step that fails is named, and none fails that only cannot share a
    /// transaction.
    ///
    /// On PostgreSQL each keeps its own, because what a step sets with SET LOCAL would hold for those behind it, and an
    /// enum value cannot be used in the transaction that adds it.
    pub(super) async fn replay(&mut self, steps: &[Box<dyn MigrationTrait>]) -> Result<(), Error> {
        let mut rest = steps;
        while !rest.is_empty() {
            let count = rest.iter().take_while(|step| self.may_share(step.as_ref())).count();
            let (group, after) = rest.split_at(count.max(1));
            let shared = count > 1 && self.together(group).await.is_ok();
            if !shared {
                for step in group {
                    self.run(step.as_ref(), Direction::Up).await?;
                }
            }
            rest = after;
        }
        Ok(())
    }

    fn may_share(&self, step: &dyn MigrationTrait) -> bool {
        self.backend() == DbBackend::Sqlite && self.wants_transaction(step)
    }

    async fn together(&mut self, steps: &[Box<dyn MigrationTrait>]) -> Result<(), DbErr> {
        let before = self.orphans.clone();
        let transaction = self.begin().await?;
        let result = match self.each(steps, &transaction).await {
            Ok(()) => transaction.commit().await,
            Err(error) => {
                // What cannot be rolled back fails again, under the name of its step.
                let _ = transaction.rollback().await;
                Err(error)
            }
        };
        if result.is_err() {
            self.orphans = before;
        }
        result
    }

    async fn each(
        &mut self,
        steps: &[Box<dyn MigrationTrait>],
        db: &DatabaseTransaction,
    ) -> Result<(), DbErr> {
        for step in steps {
            self.orphans = self.step_and_record(step.as_ref(), Direction::Up, db.into()).await?;
        }
        Ok(())
    }
}
