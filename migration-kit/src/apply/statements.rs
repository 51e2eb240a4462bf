//! What a migration does, sent where the executor says, statement by statement where that can be
//! told. Out comes the error of the first one that failed.

use sea_orm::DbErr;
use sea_orm_migration::SchemaManager;

use super::actions::KnownActions;
use super::execution::Execution;
use super::failpoint;
use super::keeping::Keeping;
use super::notes::Note;
use super::records::Records;
use super::run::Runner;
use super::strategy::Boundary;
use crate::error::code;
use crate::migration::{Plan, plan_of, run_migration};
use crate::ops::online::{Keeper, Nobody};

impl Runner<'_> {
    /// Runs what the migration does, statement by statement where that can be told.
    pub(super) async fn run_statements(
        &self,
        execution: &Execution<'_>,
        boundary: Boundary,
        manager: &SchemaManager<'_>,
    ) -> Result<(), DbErr> {
        let Some(records) = &self.records else {
            return run_migration(execution.migration, execution.direction, manager).await;
        };
        let plan = match self.transactions().statement_by_statement() {
            true => plan_of(execution.migration, self.backend(), execution.direction),
            false => None,
        };
        records.progress.begin_migration(
            execution.version(),
            execution.actions.as_ref().map(KnownActions::shown),
            plan.is_some(),
        );
        let Some(plan) = plan else {
            let ran = records
                .lock
                .while_held(run_migration(execution.migration, execution.direction, manager))
                .await;
            failpoint::sent();
            return ran;
        };
        let keeping = Keeping { records, execution };
        let alone = !boundary.has_transaction();
        let keeper: &dyn Keeper = if alone { &keeping } else { &Nobody };
        for (at, (_, statement)) in plan.one_by_one().enumerate().skip(self.first) {
            if at > self.first && alone {
                let done =
                    self.rolls_back_from.map_or(at, |done| done.saturating_sub(at - self.first));
                records.note(self.db, execution, Note::Advance(done)).await?;
            }
            match self.run_one(execution, records, statement, manager, keeper, alone).await {
                Err(error)
                    if at == self.first && self.first_may_be_reversed && is_already_so(&error) => {}
                ran => ran?,
            }
            execution.attempts.reached(at + 1);
            failpoint::sent();
            records.progress.statement_done();
        }
        Ok(())
    }

    /// Runs one statement of a plan. Outside a transaction those before it are there for good, so
    /// that it alone is tried again where the server has refused it because of a table in use.
    async fn run_one(
        &self,
        execution: &Execution<'_>,
        records: &Records<'_>,
        statement: Plan,
        manager: &SchemaManager<'_>,
        keeper: &dyn Keeper,
        alone: bool,
    ) -> Result<(), DbErr> {
        let may_again = alone && statement.is_refused_whole();
        loop {
            let ran = records.lock.while_held(statement.clone().run_for(manager, keeper)).await;
            match ran {
                Err(error)
                    if may_again
                        && execution
                            .attempts
                            .again(execution.version(), records.patience, &error)
                            .await => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(()),
            }
        }
    }
}

/// Whether a server refused a change because what it takes away is not there, or what it makes is:
/// on MySQL ER_CANT_DROP_FIELD_OR_KEY and its like (SQLSTATE 42000 and 42S..), on PostgreSQL the
/// codes of class 42 for undefined and duplicate objects.
fn is_already_so(error: &DbErr) -> bool {
    const CODES: [&str; 11] = [
        "42000", "42S01", "42S02", "42S21", "42S22", "42P01", "42P07", "42701", "42703", "42704",
        "42710",
    ];
    code(error).is_some_and(|code| CODES.contains(&code.as_str()))
}
