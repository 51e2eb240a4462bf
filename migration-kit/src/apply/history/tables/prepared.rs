//! PostgreSQL: recording a migration in the message that runs it. In goes what is written, out come
//! the statement that the server prepares once for a session, and its call.
//!
//! A text of that length takes the server longer to read than the record takes to write, and what
//! the driver prepares cannot go in a message with others.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::DbErr;
use sea_orm::sea_query::{Alias, Expr, PostgresQueryBuilder, Query};

use super::columns::COLUMNS;
use super::proviso::Proviso;
use super::write::{Written, named};
use super::{Column, HistoryTables, Progress};

/// How many statements this process has prepared: a session that is used again has those of before,
/// with what was true then.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// What PostgreSQL says where nothing was recorded: that there is no setting of this name.
pub(in crate::apply) const NOT_RECORDED: &str = "migration_kit.record_was_not_written";

/// What a call says, with the time that the message took in the server; the rest is the same for
/// all migrations of a run. `statement_timestamp()` is when the message came.
const SAID: [(Column, &str); 6] = [
    (Column::Version, "$1"),
    (Column::Checksum, "$2"),
    (Column::Statements, "$3"),
    (
        Column::AppliedAt,
        "$4 + EXTRACT(EPOCH FROM clock_timestamp() - statement_timestamp())::bigint",
    ),
    (Column::StartedAt, "$5"),
    (
        Column::DurationMs,
        "$6 + (1000 * EXTRACT(EPOCH FROM clock_timestamp() - statement_timestamp()))::bigint",
    ),
];

impl HistoryTables {
    /// The name of a statement that records a migration as applied if the server finds that
    /// `proviso` holds, and fails otherwise; and what prepares it.
    pub(in crate::apply) fn prepared(
        &self,
        written: &Written<'_>,
        proviso: &Proviso,
    ) -> Result<(String, String), DbErr> {
        let mut values = self.values(written, Progress::Applied);
        for (value, column) in values.iter_mut().zip(self.columns()) {
            let column = if column == Column::Hash { Column::Checksum } else { column };
            if let Some((_, said)) = SAID.iter().find(|(said, _)| *said == column) {
                *value = Expr::cust(*said);
            }
        }
        let [version, applied_at] = [SAID[0].1, SAID[3].1].map(Expr::cust);
        let question = self.question(written.version, proviso);
        let (mut record, mut with) = self.both([version, applied_at], values, question)?;
        let with =
            with.cte(named(Alias::new("record"), record.returning_all().to_owned())).to_owned();
        let mut prepared = Query::select();
        let or_fail = format!("CASE WHEN COUNT(*) = 0 THEN current_setting('{NOT_RECORDED}') END");
        prepared.expr(Expr::cust(or_fail)).from(Alias::new("record")).with_cte(with);
        let prepared = prepared.to_string(PostgresQueryBuilder);
        let name = format!("migration_kit_record_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let prepared =
            format!("PREPARE {name} (text, text, text, bigint, text, bigint) AS {prepared}");
        Ok((name, prepared))
    }

    /// Calls it.
    pub(in crate::apply) fn prepared_call(&self, name: &str, written: &Written<'_>) -> String {
        let values = self.values(written, Progress::Applied);
        let is_said = |column: &Column| SAID.iter().any(|(said, _)| said == column);
        let said = values.into_iter().zip(COLUMNS).filter(|(_, column)| is_said(column));
        let said =
            Query::select().exprs(said.map(|(value, _)| value)).to_string(PostgresQueryBuilder);
        format!("EXECUTE {name} ({})", said.trim_start_matches("SELECT "))
    }
}
