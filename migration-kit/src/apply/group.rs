//! Running migrations on a database that nobody uses yet: many in one transaction, as fast as that
//! can be done.

use std::time::Duration;

use sea_orm_migration::MigrationTrait;

use super::execution::Execution;
use super::failure::Failure;
use super::run::{Done, Runner};
use crate::error::reason;
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
            let executions: Vec<Execution<'_>> = rest
                .iter()
                .map(|migration| self.execution(*migration, Direction::Up))
                .take_while(|execution| self.may_share(execution))
                .collect();
            let (group, after) = rest.split_at(executions.len().max(1));
            let shared = if executions.len() > 1 {
                Box::pin(self.together(&executions)).await?
            } else {
                None
            };
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

    /// Nothing when they cannot share a transaction, which is rolled back.
    async fn together(&mut self, executions: &[Execution<'_>]) -> Result<Option<Vec<Done>>, Error> {
        let done_before = self.records.as_ref().map(|records| records.progress.now().done);
        let strategy = self.shared_strategy(executions);
        match Box::pin(self.execute(executions, strategy)).await {
            Ok(elapsed) => {
                let of_one = |(execution, elapsed): (&Execution<'_>, Duration)| Done {
                    version: execution.version().to_owned(),
                    direction: execution.direction,
                    elapsed,
                };
                let done: Vec<Done> = executions.iter().zip(elapsed).map(of_one).collect();
                if self.records.is_some() {
                    done.iter().for_each(Done::tell);
                }
                Ok(Some(done))
            }
            // One by one they would only be told that there is no connection any more.
            Err(Failure { source, left })
                if self.records.is_some() && self.db.ping().await.is_err() =>
            {
                let version =
                    self.records.as_ref().and_then(|records| records.progress.now().version);
                Err(Error::ConnectionLost {
                    version: version.unwrap_or_else(|| executions[0].version().to_owned()),
                    direction: Direction::Up,
                    source,
                    left,
                })
            }
            Err(Failure { source, .. }) => {
                tracing::debug!("the migrations cannot share a transaction: {}", reason(&source));
                if let (Some(records), Some(done)) = (&self.records, done_before) {
                    records.progress.back_to(done);
                }
                Ok(None)
            }
        }
    }
}
