//! Recording a migration only if the server finds that all is as it should be: the condition goes
//! with the record's own statement.

use std::slice::from_ref;

use sea_orm::sea_query::{
    Alias, Expr, ExprTrait as _, InsertStatement, Query, SelectStatement, WithClause,
};
use sea_orm::{ConnectionTrait, DbErr};

use super::columns::COLUMNS;
use super::write::{Written, cannot_say, named};
use super::{Column, HistoryTables, Progress};
use crate::dialect::history;

/// What has to be true in the server for a migration to be recorded as applied.
#[derive(Clone, Debug, Default)]
pub(in crate::apply) struct Proviso {
    /// The session is what it was, in the server's own words.
    pub(in crate::apply) session: Option<Expr>,
    /// The row that says that the migration runs is still there: nobody has rolled it back together
    /// with the migration.
    pub(in crate::apply) begun: bool,
}

/// The statements that record a migration.
pub(in crate::apply) struct Finished {
    /// It writes one row if the proviso held, and none otherwise.
    pub(in crate::apply) record: InsertStatement,
    /// What is to be written behind it then.
    pub(in crate::apply) entry: Option<InsertStatement>,
}

impl HistoryTables {
    /// The statements that record a migration which has just been applied, if the server finds that
    /// `proviso` holds. SeaORM's table comes first, because it decides: a process that is killed
    /// between the two leaves a migration that is applied and a row that says so too late. Where
    /// one statement can write both, that is one round trip.
    pub(in crate::apply) fn finished(
        &self,
        written: &Written<'_>,
        proviso: &Proviso,
    ) -> Result<Finished, DbErr> {
        let values =
            [Expr::value(written.version), Expr::value(written.applied_at.unwrap_or_default())];
        if !history::of(self.backend).writes_both() {
            let mut record = self.record();
            record
                .select_from(self.if_holds(values, written.version, proviso))
                .map_err(cannot_say)?;
            // By now SeaORM's row says that it held.
            let entry = Some(self.entry(from_ref(written), Progress::Applied)?);
            return Ok(Finished { record, entry });
        }
        let question = self.question(written.version, proviso);
        let (mut record, with) =
            self.both(values, self.values(written, Progress::Applied), question)?;
        Ok(Finished { record: record.with_cte(with).to_owned(), entry: None })
    }

    /// In one statement: the record, and what goes before it: the question, which is asked once,
    /// and the history table's row.
    pub(super) fn both(
        &self,
        record_values: [Expr; 2],
        entry_values: Vec<Expr>,
        question: SelectStatement,
    ) -> Result<(InsertStatement, WithClause), DbErr> {
        let holds = Alias::new("holds");
        let if_it_holds =
            |values: Vec<Expr>| Query::select().exprs(values).from(holds.clone()).take();
        let (mut record, mut entry) = (self.record(), self.no_entry());
        record.select_from(if_it_holds(record_values.into())).map_err(cannot_say)?;
        entry.select_from(if_it_holds(entry_values)).map_err(cannot_say)?;
        entry.on_conflict(self.replace(&COLUMNS[1..]));
        let question = named(holds.clone(), question);
        Ok((
            record,
            WithClause::new().cte(question).cte(named(Alias::new("entry"), entry)).to_owned(),
        ))
    }

    /// The question whether `proviso` holds, which is answered with one row if it does.
    pub(in crate::apply) fn question(&self, version: &str, proviso: &Proviso) -> SelectStatement {
        self.if_holds([Expr::value(1_i64)], version, proviso)
    }

    /// Whether the server finds that `proviso` holds for the migration that is about to be
    /// recorded.
    pub(in crate::apply) async fn holds(
        &self,
        db: &impl ConnectionTrait,
        version: &str,
        proviso: &Proviso,
    ) -> Result<bool, DbErr> {
        let question = self.question(version, proviso);
        match history::of(self.backend).select_unprepared(&question) {
            Some(text) => Ok(db.execute_unprepared(&text).await?.rows_affected() == 1),
            None => Ok(db.query_one(&question).await?.is_some()),
        }
    }

    /// Whether a migration is written down as one that was begun: after a rollback, what the
    /// migration has committed itself.
    pub(in crate::apply) async fn is_begun(
        &self,
        db: &impl ConnectionTrait,
        version: &str,
    ) -> Result<bool, DbErr> {
        self.holds(db, version, &Proviso { begun: true, ..Proviso::default() }).await
    }

    /// One row of these values, or none where the proviso does not hold.
    fn if_holds(
        &self,
        values: impl IntoIterator<Item = Expr>,
        version: &str,
        proviso: &Proviso,
    ) -> SelectStatement {
        let mut select = Query::select();
        // MariaDB has no WHERE without a table, and SQLite no ON CONFLICT behind a SELECT without
        // WHERE.
        select
            .exprs(values)
            .from_subquery(Query::select().expr(Expr::value(1_i64)).take(), Alias::new("one"));
        select.and_where(Expr::value(1_i64).eq(1_i64));
        if let Some(session) = &proviso.session {
            select.and_where(session.clone());
        }
        if proviso.begun {
            let mut begun = Query::select();
            begun.expr(Expr::value(1_i64)).from(self.table.clone());
            begun.and_where(Expr::col(Column::Version).eq(version));
            begun.and_where(Expr::col(Column::State).eq(Progress::Running.as_str()));
            select.and_where(Expr::exists(begun));
        }
        select
    }
}
