//! Filling a column of a table in use: many short transactions instead of one that keeps every row
//! locked.

use std::time::Duration;

use sea_orm::sea_query::{
    DynIden, Expr, ExprTrait as _, IntoIden, IntoTableRef, Query, TableRef, UpdateStatement,
};
use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;
use sha2::{Digest as _, Sha256};

use super::keeper::Online;
use super::{OnTable, Operation, Turn, batches};
use crate::Backend;

/// What [`Plan::backfill`](crate::migration::Plan::backfill) does: rows get a value, in batches
/// along the primary key.
///
/// ```
/// use migration_kit::ops::Backfill;
/// use migration_kit::migration::{Plan, Planned, planned};
/// use sea_orm_migration::prelude::*;
///
/// #[derive(DeriveMigrationName)]
/// struct Migration;
///
/// impl Planned for Migration {
///     fn up(&self, plan: &mut Plan) {
///         let name = Expr::cust("split_part(email, '@', 1)");
///         plan.backfill(Backfill::of("users").set("name", name));
///     }
///
///     fn down(&self, _plan: &mut Plan) {}
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Backfill {
    pub(super) table: TableRef,
    set: Vec<(DynIden, Expr)>,
    filter: Option<Expr>,
    pub(super) every_row: bool,
    pub(super) batch: u64,
    pub(super) pause: Duration,
}

impl Backfill {
    /// A backfill of that table, which [`Backfill::set`] has to tell what to do. In batches of
    /// 1,000 rows, with 10 ms between two of them; only rows in which the first column that is set
    /// is NULL.
    pub fn of(table: impl IntoTableRef) -> Self {
        Self {
            table: table.into_table_ref(),
            set: Vec::new(),
            filter: None,
            every_row: false,
            batch: 1_000,
            pause: Duration::from_millis(10),
        }
    }

    /// Column `column` takes the value of an expression over the row.
    #[must_use]
    pub fn set(mut self, column: impl IntoIden, value: impl Into<Expr>) -> Self {
        self.set.push((column.into_iden(), value.into()));
        self
    }

    /// Every row, also one that has a value. The kit keeps how far it has come in the transaction
    /// of each batch, so that none gets its value twice, whatever ends the process. The stock
    /// executor keeps nothing, and begins again.
    #[must_use]
    pub fn every_row(mut self) -> Self {
        self.every_row = true;
        self
    }

    /// Only the rows for which a condition holds, of those it would take.
    #[must_use]
    pub fn only(mut self, condition: impl Into<Expr>) -> Self {
        self.filter = Some(condition.into());
        self
    }

    /// How many rows a transaction takes; at least one.
    #[must_use]
    pub fn batch(mut self, rows: u64) -> Self {
        self.batch = Ord::max(rows, 1);
        self
    }

    /// How long it rests between two of them.
    #[must_use]
    pub fn pause(mut self, time: Duration) -> Self {
        self.pause = time;
        self
    }

    /// The conditions on a row, apart from its key.
    pub(super) fn conditions(&self) -> Vec<Expr> {
        let empty = self.set.first().filter(|_| !self.every_row);
        let empty = empty.map(|(column, _)| Expr::col(column.clone()).is_null());
        empty.into_iter().chain(self.filter.clone()).collect()
    }

    pub(super) fn on(&self) -> OnTable {
        OnTable::new(self.table.clone())
    }

    /// The statement that fills all rows at once.
    pub(super) fn update(&self) -> UpdateStatement {
        let mut update = Query::update();
        update.table(self.table.clone());
        for (column, value) in &self.set {
            update.value(column.clone(), value.clone());
        }
        for condition in self.conditions() {
            update.and_where(condition);
        }
        update
    }

    /// What it is known by while it is not done.
    pub(super) fn id(&self, backend: Backend) -> String {
        let hash = Sha256::digest(backend.build(&self.update()).to_string());
        hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

#[async_trait::async_trait]
impl Operation for Backfill {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        vec![backend.build(&self.update())]
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        vec![Turn::Batches { rows: self.batch, fill: backend.build(&self.update()) }]
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        batches::run(self, online).await
    }
}
