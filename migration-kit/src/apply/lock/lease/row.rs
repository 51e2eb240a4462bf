//! The row of a lease: what its owner wants goes in, the statements run, and whether it was the
//! owner's comes out.

use std::time::Duration;

use sea_orm::sea_query::{
    Alias, ColumnDef, Expr, ExprTrait as _, OnConflict, Query, Table, UpdateStatement,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, DeriveIden, StatementBuilder};
use tokio::time::{Instant, sleep};

use crate::apply::history::tables;
use crate::apply::lock::previous::Previous;
use crate::dialect::lease;
use crate::error::{has_met_others, is_deadlock};
use crate::{Backend, process};

/// The one row.
const ROW: i32 = 1;

#[derive(Clone, Copy, DeriveIden)]
enum Column {
    Id,
    Owner,
    Holder,
    SinceMs,
    ExpiresMs,
}

/// The row and what this owner calls itself.
#[derive(Clone)]
pub(super) struct Row {
    backend: Backend,
    /// Milliseconds by the server's clock, which all owners share.
    clock: &'static str,
    table: Alias,
    owner: String,
    pub(super) lasts: Duration,
}

/// Whether another session was faster with the table or its row: the names are taken, as two that
/// say IF NOT EXISTS at once find out (PostgreSQL), or the key is.
fn is_there_already(error: &DbErr) -> bool {
    crate::error::code(error)
        .is_some_and(|code| ["23505", "23000", "42710", "42P07"].contains(&code.as_str()))
}

impl Row {
    /// The row of a database's lease; nothing where the backend needs none.
    pub(super) fn new(
        db: &DatabaseConnection,
        records: &str,
        owner: &str,
        lasts: Duration,
    ) -> Option<Self> {
        let backend = Backend::of(db);
        let clock = lease::of(backend).clock_in_milliseconds()?;
        let (table, owner) = (Alias::new(tables::lease_name(records)), owner.to_owned());
        Some(Self { backend, clock, table, owner, lasts })
    }

    /// Whether somebody has a lease that lasts.
    pub(super) async fn is_taken(&self, db: &DatabaseConnection) -> Result<bool, DbErr> {
        let mut select = Query::select();
        select.column(Column::Id).from(self.table.clone());
        select
            .and_where(Expr::col(Column::Owner).ne(""))
            .and_where(Expr::col(Column::ExpiresMs).gt(self.now()));
        Ok(db.query_one(&select).await?.is_some())
    }

    /// The row, free at first. Of several that make the table at once one succeeds, and the others
    /// find it.
    pub(super) async fn install(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        let mut table = Table::create();
        table.table(self.table.clone()).if_not_exists();
        table.col(ColumnDef::new(Column::Id).integer().not_null().primary_key());
        table.col(ColumnDef::new(Column::Owner).string().not_null());
        table.col(ColumnDef::new(Column::Holder).string().not_null());
        table.col(ColumnDef::new(Column::SinceMs).big_integer().not_null());
        table.col(ColumnDef::new(Column::ExpiresMs).big_integer().not_null());
        let made = |result| match result {
            Err(error) if !is_there_already(&error) && !has_met_others(&error) => Err(error),
            _ => Ok(()),
        };
        made(self.run(db, &table).await)?;
        let mut row = Query::insert();
        row.into_table(self.table.clone());
        row.columns([
            Column::Id,
            Column::Owner,
            Column::Holder,
            Column::SinceMs,
            Column::ExpiresMs,
        ]);
        let values = [ROW.into(), "".into(), "".into(), 0i64.into(), 0i64.into()];
        row.values(values).map_err(|e| DbErr::Custom(e.to_string()))?;
        row.on_conflict(OnConflict::column(Column::Id).do_nothing_on([Column::Id]).to_owned());
        made(self.run(db, &row).await)
    }

    /// Takes the row if nobody has it, or its owner let it expire and runs nothing any more. What
    /// that owner has left open is ended: it cannot be committed any more, and holds tables and
    /// records that the new owner needs.
    pub(super) async fn take(&self, db: &DatabaseConnection) -> Result<bool, DbErr> {
        let previous = match lease::of(self.backend).end_transactions() {
            Some(ends) => self.previous(db, ends).await?,
            None => None,
        };
        if let Some(previous) = previous.as_ref().filter(|it| it.is_long_over) {
            // It may have stopped between its fence and its commit, and holds the row itself.
            previous.end_transactions(db).await;
        }
        let taken = self.update_if_free(db).await?;
        if let Some(previous) = previous.filter(|_| taken) {
            previous.end_transactions(db).await;
        }
        Ok(taken)
    }

    /// Who has the lease before it is taken. It may expire between this and the taking.
    async fn previous(
        &self,
        db: &DatabaseConnection,
        ends: &'static str,
    ) -> Result<Option<Previous>, DbErr> {
        let long_ago = self.now().sub(milliseconds(self.lasts));
        let mut select = Query::select();
        select.column(Column::Owner).from(self.table.clone());
        select.expr(Expr::col(Column::ExpiresMs).lt(long_ago));
        select.and_where(Expr::col(Column::Owner).ne(""));
        let Some(row) = db.query_one(&select).await? else { return Ok(None) };
        let (owner, is_long_over) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok(Some(Previous { owner, ends, is_long_over }))
    }

    async fn update_if_free(&self, db: &DatabaseConnection) -> Result<bool, DbErr> {
        let mut update = self.update();
        update.value(Column::Owner, self.owner.clone()).value(Column::Holder, process::name());
        update.value(Column::SinceMs, self.now()).value(Column::ExpiresMs, self.end());
        update.and_where(Expr::col(Column::ExpiresMs).lt(self.now()));
        let mut row = Query::select();
        row.column(Column::Id).from(self.table.clone()).and_where(Expr::col(Column::Id).eq(ROW));
        lease::of(self.backend).if_idle(&mut update, row);
        self.run(db, &update).await.map(|rows| rows == 1)
    }

    /// Pushes the end of the lease back, if it is this owner's still and has not come.
    pub(super) fn renewal(&self) -> UpdateStatement {
        let mut update = self.update();
        // Another value each time, because MySQL counts only rows that change.
        update.value(Column::ExpiresMs, self.end());
        update.and_where(Expr::col(Column::Owner).eq(self.owner.clone()));
        update.and_where(Expr::col(Column::ExpiresMs).gte(self.now()));
        update
    }

    pub(super) async fn free(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        let mut update = self.update();
        update.value(Column::Owner, "").value(Column::ExpiresMs, 0i64);
        update.and_where(Expr::col(Column::Owner).eq(self.owner.clone()));
        self.insist(db, &update).await.map(|_| ())
    }

    /// Runs an update outside a transaction, for as long as a lease lasts. A node of a Galera
    /// cluster refuses it as a deadlock where another node has just written the table, which says
    /// nothing of who has the lease
    /// (<https://mariadb.com/docs/galera-cluster/readme/mariadb-galera-cluster-known-limitations>).
    pub(super) async fn insist(
        &self,
        db: &impl ConnectionTrait,
        update: &UpdateStatement,
    ) -> Result<u64, DbErr> {
        /// Long enough for the other node's change to be through.
        const PAUSE: Duration = Duration::from_millis(20);
        let ends = Instant::now() + self.lasts;
        loop {
            match self.run(db, update).await {
                Err(error) if is_deadlock(&error) && Instant::now() < ends => sleep(PAUSE).await,
                done => return done,
            }
        }
    }

    /// Runs a statement, and gives the number of its rows.
    pub(super) async fn run(
        &self,
        db: &impl ConnectionTrait,
        statement: &impl StatementBuilder,
    ) -> Result<u64, DbErr> {
        db.execute(statement).await.map(|done| done.rows_affected())
    }

    pub(super) async fn holder(&self, db: &DatabaseConnection) -> Option<String> {
        let mut select = Query::select();
        select.columns([Column::Holder, Column::SinceMs]).from(self.table.clone());
        let row = db.query_one(&select).await.ok().flatten()?;
        let (holder, since): (String, i64) =
            (row.try_get_by_index(0).ok()?, row.try_get_by_index(1).ok()?);
        let since = chrono::DateTime::from_timestamp_millis(since)?.format("%Y-%m-%d %H:%M:%S UTC");
        Some(format!("{holder} since {since}"))
    }

    fn update(&self) -> UpdateStatement {
        Query::update()
            .table(self.table.clone())
            .and_where(Expr::col(Column::Id).eq(ROW))
            .to_owned()
    }

    fn now(&self) -> Expr {
        Expr::cust(self.clock)
    }

    fn end(&self) -> Expr {
        self.now().add(milliseconds(self.lasts))
    }
}

fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX / 2)
}
