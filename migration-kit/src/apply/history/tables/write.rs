//! Writing both tables.

use std::slice::from_ref;
use std::time::Duration;

use sea_orm::sea_query::{
    Alias, CommonTableExpression, DeleteStatement, Expr, ExprTrait as _, InsertStatement,
    OnConflict, Query, SubQueryStatement, Table, WithClause,
};
use sea_orm::{ConnectionTrait, DbErr, Value};

use super::columns::{BEGUN, COLUMNS, GOES_BACK, GOES_ON, REPAIRS};
use super::{Column, HistoryTables, Progress, together};
use crate::apply::actions::KnownActions;
use crate::dialect::history;
use crate::{Direction, process};

/// How many migrations one statement records: up to sixteen values each, and it holds at least
/// 32,766 of them on every backend.
const AT_ONCE: usize = 500;

/// What is written of a migration that ran or is about to.
pub(in crate::apply) struct Written<'a> {
    pub(in crate::apply) version: &'a str,
    pub(in crate::apply) direction: Direction,
    pub(in crate::apply) actions: Option<KnownActions>,
    /// The second of SeaORM's record, for a migration that is applied.
    pub(in crate::apply) applied_at: Option<i64>,
    /// When it began; nothing for a migration that was not run but only taken over.
    pub(in crate::apply) started_at: Option<chrono::DateTime<chrono::Utc>>,
    /// How long it took, when it has ended.
    pub(in crate::apply) elapsed: Option<Duration>,
}

impl HistoryTables {
    /// Makes the history table, unless it is there.
    pub(in crate::apply) async fn install(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        db.execute(&self.definition()).await.map(|_| ())
    }

    /// Drops what the kit keeps, if it is there.
    pub(in crate::apply) async fn uninstall(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        db.execute(&Table::drop().table(self.table.clone()).if_exists().take()).await.map(|_| ())
    }

    /// Says that a migration runs which cannot share a transaction with its record.
    pub(in crate::apply) async fn start(
        &self,
        db: &impl ConnectionTrait,
        written: &Written<'_>,
    ) -> Result<(), DbErr> {
        let mut entry = self.entry(from_ref(written), Progress::Running)?;
        if written.direction == Direction::Down {
            // What is known of the way up stays: the migration may be applied after all.
            entry.on_conflict(self.replace(&BEGUN));
        }
        db.execute(&entry).await.map(|_| ())
    }

    /// The same of one that goes on where it was ended: what it has kept of that stays.
    pub(in crate::apply) async fn resume(
        &self,
        db: &impl ConnectionTrait,
        written: &Written<'_>,
    ) -> Result<(), DbErr> {
        let mut entry = self.entry(from_ref(written), Progress::Running)?;
        entry.on_conflict(self.replace(match written.direction {
            Direction::Up => &GOES_ON,
            Direction::Down => &GOES_BACK,
        }));
        db.execute(&entry).await.map(|_| ())
    }

    /// Says that somebody is at a partially applied migration again: how much of it has run stays
    /// as known, and so does the way on which it was ended.
    pub(in crate::apply) async fn repair(
        &self,
        db: &impl ConnectionTrait,
        written: &Written<'_>,
    ) -> Result<(), DbErr> {
        let mut entry = self.entry(from_ref(written), Progress::Running)?;
        entry.on_conflict(self.replace(&REPAIRS));
        db.execute(&entry).await.map(|_| ())
    }

    /// What a running migration has kept of where its work stands.
    pub(in crate::apply) async fn position(
        &self,
        db: &impl ConnectionTrait,
        version: &str,
    ) -> Result<Option<String>, DbErr> {
        let mut select = Query::select();
        select.column(Column::Position).from(self.table.clone());
        select.and_where(Expr::col(Column::Version).eq(version));
        let row = db.query_one(&select).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.flatten())
    }

    /// Keeps it.
    pub(in crate::apply) async fn keep_position(
        &self,
        db: &impl ConnectionTrait,
        version: &str,
        position: &str,
    ) -> Result<(), DbErr> {
        self.update(db, version, [(Column::Position, position.into())]).await
    }

    /// Says how many statements of a running migration have been done.
    pub(in crate::apply) async fn advance(
        &self,
        db: &impl ConnectionTrait,
        version: &str,
        done: usize,
    ) -> Result<(), DbErr> {
        let done = i64::try_from(done).unwrap_or(i64::MAX);
        self.update(db, version, [(Column::StatementsDone, done.into())]).await
    }

    /// Says why a migration ended that may have left something behind, in words without values:
    /// [`recorded`](crate::error::recorded).
    pub(in crate::apply) async fn fail(
        &self,
        db: &impl ConnectionTrait,
        version: &str,
        error: &str,
    ) -> Result<(), DbErr> {
        let failed = (Column::State, Progress::Failed.as_str().into());
        self.update(db, version, [failed, (Column::Error, error.into())]).await
    }

    /// Records migrations as applied, which are known to be, and says how many rows SeaORM's table
    /// got.
    pub(in crate::apply) async fn put(
        &self,
        db: &impl ConnectionTrait,
        migrations: &[Written<'_>],
    ) -> Result<u64, DbErr> {
        let mut count = 0;
        for some in migrations.chunks(AT_ONCE) {
            let mut record = self.record();
            for migration in some {
                record
                    .values([
                        migration.version.into(),
                        migration.applied_at.unwrap_or_default().into(),
                    ])
                    .map_err(cannot_say)?;
            }
            let entry = self.entry(some, Progress::Applied)?;
            if history::of(self.backend).writes_both() {
                let both = WithClause::new().cte(named(Alias::new("entry"), entry)).to_owned();
                count += db.execute(record.with_cte(both)).await?.rows_affected();
            } else {
                count += db.execute(&record).await?.rows_affected();
                db.execute(&entry).await?;
            }
        }
        Ok(count)
    }

    /// Which of these versions are recorded as applied.
    pub(in crate::apply) async fn recorded(
        &self,
        db: &impl ConnectionTrait,
    ) -> Result<Vec<String>, DbErr> {
        let mut select = Query::select();
        select.expr(self.version()).from(self.records.clone());
        let rows = db.query_all(&select).await?;
        rows.iter().map(|row| row.try_get_by_index(0)).collect()
    }

    pub(super) fn record(&self) -> InsertStatement {
        let columns = [Alias::new("version"), Alias::new("applied_at")];
        Query::insert().into_table(self.records.clone()).columns(columns).to_owned()
    }

    /// Brings the history table up to what the code says of migrations that are applied: those that
    /// the stock executor applied, and those whose checksum another version of the kit or of
    /// sea-query has made.
    pub(in crate::apply) async fn stamp(
        &self,
        db: &impl ConnectionTrait,
        migrations: &[Written<'_>],
    ) -> Result<(), DbErr> {
        /// How the migration ran stays as it is known.
        const STAMPED: [Column; 5] = [
            Column::Checksum,
            Column::Statements,
            Column::AppliedAt,
            Column::Kit,
            Column::SeaQuery,
        ];
        for some in migrations.chunks(AT_ONCE) {
            let mut entry = self.entry(some, Progress::Applied)?;
            entry.on_conflict(self.replace(&STAMPED));
            db.execute(&entry).await?;
        }
        Ok(())
    }

    /// Removes a version from both tables, and says how many rows SeaORM's had of it.
    pub(in crate::apply) async fn forget(
        &self,
        db: &impl ConnectionTrait,
        version: &str,
    ) -> Result<u64, DbErr> {
        let dialect = history::of(self.backend);
        let delete = self.delete_both(version);
        let deleted = match dialect.delete_unprepared(&delete) {
            Some(text) => db.execute_unprepared(&text).await?,
            None => db.execute(&delete).await?,
        };
        if !dialect.writes_both() {
            self.forget_entry(db, version).await?;
        }
        Ok(deleted.rows_affected())
    }

    /// Removes it from SeaORM's table, and from the history table where one statement can do both.
    fn delete_both(&self, version: &str) -> DeleteStatement {
        let mut record = Query::delete();
        record.from_table(self.records.clone()).and_where(Expr::col(Column::Version).eq(version));
        if history::of(self.backend).writes_both() {
            let entry = named(Alias::new("entry"), self.delete(version));
            record.with_cte(WithClause::new().cte(entry).to_owned());
        }
        record
    }

    /// Removes a version from the history table alone.
    pub(in crate::apply) async fn forget_entry(
        &self,
        db: &impl ConnectionTrait,
        version: &str,
    ) -> Result<(), DbErr> {
        db.execute(&self.delete(version)).await.map(|_| ())
    }

    /// Says that a migration is applied after all: its `down` did nothing.
    pub(in crate::apply) async fn keep(
        &self,
        db: &impl ConnectionTrait,
        version: &str,
    ) -> Result<(), DbErr> {
        let state = (Column::State, Progress::Applied.as_str().into());
        let direction = (Column::Direction, word(Direction::Up).into());
        self.update(db, version, [state, direction]).await
    }

    fn delete(&self, version: &str) -> DeleteStatement {
        Query::delete()
            .from_table(self.table.clone())
            .and_where(Expr::col(Column::Version).eq(version))
            .to_owned()
    }

    async fn update<const N: usize>(
        &self,
        db: &impl ConnectionTrait,
        version: &str,
        values: [(Column, Value); N],
    ) -> Result<(), DbErr> {
        let mut update = Query::update();
        update.table(self.table.clone()).and_where(Expr::col(Column::Version).eq(version));
        for (column, value) in values {
            update.value(column, value);
        }
        db.execute(&update).await.map(|_| ())
    }

    /// The rows of the history table, which replace those that are there.
    pub(super) fn entry(
        &self,
        migrations: &[Written<'_>],
        progress: Progress,
    ) -> Result<InsertStatement, DbErr> {
        let mut insert = self.no_entry();
        for migration in migrations {
            insert.values(self.values(migration, progress)).map_err(cannot_say)?;
        }
        insert.on_conflict(self.replace(&COLUMNS[1..]));
        Ok(insert)
    }

    pub(super) fn no_entry(&self) -> InsertStatement {
        Query::insert().into_table(self.table.clone()).columns(self.columns()).to_owned()
    }

    pub(super) fn values(&self, migration: &Written<'_>, progress: Progress) -> Vec<Expr> {
        let ran = migration.started_at.is_some();
        let started =
            migration.started_at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
        let milliseconds =
            migration.elapsed.map(|time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
        let checksum =
            migration.actions.as_ref().and_then(KnownActions::checksum).map(str::to_owned);
        let values: [Value; 15] = [
            migration.version.into(),
            progress.as_str().into(),
            word(migration.direction).into(),
            checksum.clone().into(),
            migration.actions.as_ref().map(|actions| together(&actions.shown())).into(),
            None::<i64>.into(),
            None::<String>.into(),
            None::<String>.into(),
            migration.applied_at.into(),
            started.into(),
            milliseconds.into(),
            ran.then(process::host).into(),
            ran.then(|| i64::from(std::process::id())).into(),
            crate::apply::actions::KIT.into(),
            crate::apply::wording::sea_query(self.backend).into(),
        ];
        values.into_iter().chain(self.has_hash.then(|| checksum.into())).map(Expr::value).collect()
    }

    /// The columns of a row, in the order of its values.
    pub(super) fn columns(&self) -> impl Iterator<Item = Column> {
        COLUMNS.into_iter().chain(self.has_hash.then_some(Column::Hash))
    }

    pub(super) fn replace(&self, columns: &[Column]) -> OnConflict {
        let hash = self.has_hash && columns.contains(&Column::Checksum);
        let columns = columns.iter().copied().chain(hash.then_some(Column::Hash));
        OnConflict::column(Column::Version).update_columns(columns).to_owned()
    }
}

/// A part of a statement of PostgreSQL that does several things at once.
pub(super) fn named(name: Alias, query: impl Into<SubQueryStatement>) -> CommonTableExpression {
    CommonTableExpression::new().table_name(name).query(query).to_owned()
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
    }
}

pub(super) fn cannot_say(error: sea_orm::sea_query::error::Error) -> DbErr {
    DbErr::Custom(error.to_string())
}
