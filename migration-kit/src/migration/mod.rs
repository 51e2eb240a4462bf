//! Migrations as data: a list of statements instead of an async function.
//!
//! A [`Planned`] one adds statements to a [`Plan`]; [`planned()`] makes it one of SeaORM's
//! migrations, so it stands in one list with hand-written async migrations, and runs under the
//! stock executor too. A plan can be read without a database, and it compiles faster: 100 small
//! migrations take 1.8 s as data and 33 s as async functions, which hold a `&SchemaManager` across
//! each `.await` (a debug build of the crate alone, on two cores).

mod asked;
mod online;
mod plan;
#[cfg(feature = "page")]
pub(crate) mod printed;
mod run;

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::Backend;
use crate::Direction;
pub(crate) use asked::{Mode, mode_of, plan_of};
pub(crate) use plan::Action;
pub use plan::Plan;
#[cfg(feature = "generate")]
pub(crate) use plan::ToRows;
pub(crate) use run::{TABLE_LOCK_TIMEOUT, caught, panicked, run_migration};

/// A migration that is a list of statements.
///
/// ```
/// use migration_kit::migration::{Plan, Planned, planned};
/// use sea_orm_migration::prelude::*;
/// use sea_orm_migration::sea_orm::DbBackend;
///
/// #[derive(DeriveMigrationName)]
/// struct Migration;
///
/// impl Planned for Migration {
///     fn up(&self, plan: &mut Plan) {
///         let id = ColumnDef::new("id").uuid().not_null().primary_key().take();
///         plan.add(Table::create().table("notes").col(id));
///     }
///
///     fn down(&self, plan: &mut Plan) {
///         plan.add(Table::drop().table("notes"));
///     }
/// }
///
/// let migrations: Vec<Box<dyn MigrationTrait>> = vec![planned(Migration)];
/// let sql = Plan::up_of(&Migration, DbBackend::Postgres).sql();
/// assert_eq!(sql, ["CREATE TABLE \"notes\" ( \"id\" uuid NOT NULL PRIMARY KEY )"]);
/// ```
pub trait Planned: MigrationName + Send + Sync {
    /// What applying the migration does. It depends on nothing but the plan's backend.
    fn up(&self, plan: &mut Plan);

    /// What rolling it back does.
    fn down(&self, plan: &mut Plan);

    /// As SeaORM's own: `Some(false)` opts out of the transaction, for what cannot run in one. The
    /// changes of tables in use, such as [`Plan::create_index_online`], need no word here.
    fn use_transaction(&self) -> Option<bool> {
        None
    }

    /// Whether it may be run again from its beginning, both ways, after it was ended half-way: each
    /// of its statements then says `IF EXISTS` or the like. The next run resumes such a migration
    /// where no transaction holds it together, as on MySQL, instead of waiting for `repair`.
    fn is_idempotent(&self) -> bool {
        false
    }
}

/// Says of a migration that is written as an async function that it may be run again from its
/// beginning, as [`Planned::is_idempotent`] says it of data.
///
/// ```
/// use migration_kit::migration::idempotent;
/// use sea_orm_migration::prelude::*;
///
/// #[derive(DeriveMigrationName)]
/// struct Migration;
///
/// #[async_trait::async_trait]
/// impl MigrationTrait for Migration {
///     async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
///         let id = ColumnDef::new("id").uuid().take();
///         let notes = Table::create().table("notes").if_not_exists().col(id).take();
///         manager.create_table(notes).await
///     }
/// }
///
/// let migrations: Vec<Box<dyn MigrationTrait>> = vec![idempotent(Migration)];
/// ```
pub fn idempotent(migration: impl MigrationTrait + 'static) -> Box<dyn MigrationTrait> {
    Box::new(Idempotent(Box::new(migration)))
}

struct Idempotent(Box<dyn MigrationTrait>);

impl MigrationName for Idempotent {
    fn name(&self) -> &str {
        self.0.name()
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Idempotent {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.up(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.down(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        if asked::answer_idempotent(self.0.as_ref()) { None } else { self.0.use_transaction() }
    }
}

/// Makes a planned migration one of SeaORM's.
pub fn planned(migration: impl Planned + 'static) -> Box<dyn MigrationTrait> {
    Box::new(Adaptor(Box::new(migration)))
}

/// Not generic, so that it is compiled once for every migration.
struct Adaptor(Box<dyn Planned>);

impl MigrationName for Adaptor {
    fn name(&self) -> &str {
        self.0.name()
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Adaptor {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Plan::up_of(self.0.as_ref(), manager.get_database_backend()).run(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Plan::down_of(self.0.as_ref(), manager.get_database_backend()).run(manager).await
    }

    /// What changes a table in use on PostgreSQL cannot run in a transaction, so the stock executor
    /// is told.
    fn use_transaction(&self) -> Option<bool> {
        let migration = self.0.as_ref();
        if asked::answer(migration) {
            return None;
        }
        let is_online = |direction| {
            asked::plan(migration, Backend::Postgres, direction)
                .is_some_and(|plan| plan.is_online())
        };
        let online = [Direction::Up, Direction::Down].into_iter().any(is_online);
        migration.use_transaction().or(online.then_some(false))
    }
}
