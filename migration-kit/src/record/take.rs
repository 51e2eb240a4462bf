//! One run of a migration on a recording connection.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseConnectionType, DbErr,
    MockDatabaseConnection, TransactionTrait as _,
};
use sea_orm_migration::{MigrationTrait, SchemaManager};

use super::memory::Memory;
use super::mock::{Mock, Tape};
use super::{Recording, model::Model};
use crate::Backend;
use crate::dialect::ddl;
use crate::dialect::record::{self, StandIn};
use crate::migration::{Plan, caught, panicked, plan_of};
use crate::ops::online::Keeper;
#[cfg(feature = "generate")]
use crate::panics::Panic;
use crate::panics::catch_async;
use crate::{Direction, Error};

/// A database that exists only for recording: its state goes from migration to migration.
#[derive(Debug)]
pub(super) struct Take {
    db: DatabaseConnection,
    backend: Backend,
    tape: Arc<Mutex<Tape>>,
}

impl Take {
    /// With `ahead`, the end of a migration is put off as well, and what fails then is told in the
    /// end.
    pub(super) fn new(backend: Backend, ahead: bool) -> Result<Self, Error> {
        let memory = match record::of(backend).stand_in() {
            StandIn::Memory => Some(Memory::open()?),
            StandIn::Model => None,
        };
        let tape = Arc::new(Mutex::new(Tape::new(Model::new(backend), ahead)));
        let mock = MockDatabaseConnection::new(Mock::new(backend, memory, Arc::clone(&tape)));
        let db = DatabaseConnectionType::MockDatabaseConnection(Arc::new(mock)).into();
        Ok(Self { db, backend, tape })
    }

    #[cfg(feature = "generate")]
    pub(super) fn last_statement(&self) -> Option<String> {
        lock(&self.tape).last.clone()
    }

    /// What the migration that ran last panicked with.
    #[cfg(feature = "generate")]
    pub(super) fn panicked(&self) -> Option<Panic> {
        lock(&self.tape).panicked.clone()
    }

    /// Does what was put off, and gives what failed of it.
    pub(super) async fn end(self) -> Result<(), DbErr> {
        if !lock(&self.tape).ahead {
            return Ok(());
        }
        // This cannot be put off, and so neither can what stands before it.
        let ended = self.db.execute_unprepared("SELECT 1").await.map(drop);
        let broken = lock(&self.tape).broken.take();
        broken.map_or(ended, Err)
    }

    /// Runs a migration with or without a transaction, as the kit does it on a database.
    pub(super) async fn run(
        &self,
        migration: &dyn MigrationTrait,
        direction: Direction,
    ) -> Result<Recording, DbErr> {
        let (result, broken) = self.attempt(migration, direction).await;
        if broken.is_none() || lock(&self.tape).ahead {
            return result;
        }
        // Something failed that was put off. In its place the migration can act on it, as it does
        // on a database.
        lock(&self.tape).may_wait = false;
        let (result, broken) = self.attempt(migration, direction).await;
        broken.map_or(result, Err)
    }

    /// What came of running it, and what failed without the migration hearing of it.
    async fn attempt(
        &self,
        migration: &dyn MigrationTrait,
        direction: Direction,
    ) -> (Result<Recording, DbErr>, Option<DbErr>) {
        let before = {
            let mut tape = lock(&self.tape);
            tape.panicked = None;
            tape.model.mark()
        };
        let rebuilt = Rebuilt::default();
        let by_default = ddl::of(self.backend).transactional();
        let result = if migration.use_transaction().unwrap_or(by_default) {
            self.in_transaction(migration, direction, &rebuilt).await
        } else {
            self.execute(migration, direction, &SchemaManager::new(&self.db), &rebuilt).await
        };
        let mut tape = lock(&self.tape);
        let (mut recording, broken) = tape.cut();
        recording.rebuilds = rebuilt.taken();
        if result.is_err() || broken.is_some() {
            tape.model.back_to(before);
        }
        tape.model.settle();
        (result.map(|()| recording), broken)
    }

    async fn in_transaction(
        &self,
        migration: &dyn MigrationTrait,
        direction: Direction,
        rebuilt: &Rebuilt,
    ) -> Result<(), DbErr> {
        let transaction = self.db.begin().await?;
        match self.execute(migration, direction, &SchemaManager::new(&transaction), rebuilt).await {
            Ok(()) => transaction.commit().await,
            Err(error) => transaction.rollback().await.and(Err(error)),
        }
    }
}

impl Take {
    /// Runs a migration; of one that is data the statements of its rebuilds are heard.
    async fn execute(
        &self,
        migration: &dyn MigrationTrait,
        direction: Direction,
        manager: &SchemaManager<'_>,
        rebuilt: &Rebuilt,
    ) -> Result<(), DbErr> {
        let plan = if ddl::of(self.backend).rebuilds() {
            plan_of(migration, self.backend, direction)
        } else {
            None
        };
        let ran = match plan.filter(Plan::rebuilds) {
            Some(plan) => catch_async(Box::pin(plan.run_for(manager, rebuilt))).await,
            None => caught(migration, direction, manager).await,
        };
        ran.unwrap_or_else(|panic| {
            lock(&self.tape).panicked = Some(panic.clone());
            Err(panicked(&panic))
        })
    }
}

/// The statements of each rebuild of a plan that runs.
#[derive(Default)]
struct Rebuilt(Mutex<Vec<Vec<String>>>);

impl Rebuilt {
    fn taken(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Keeper for Rebuilt {
    fn rebuilt(&self, statements: Vec<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(statements);
    }
}

/// Nobody panics while holding it.
pub(super) fn lock(tape: &Mutex<Tape>) -> MutexGuard<'_, Tape> {
    tape.lock().unwrap_or_else(PoisonError::into_inner)
}
