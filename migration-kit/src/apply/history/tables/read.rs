//! Reading both tables with one `SELECT`.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::sea_query::{
    Alias, Expr, ExprTrait as _, IntoIden, Query, SelectStatement, UnionType,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult};

use super::{Column, HistoryTables};
use crate::Direction;
use crate::dialect::history;

/// What the two tables hold.
#[derive(Debug, Default)]
pub(in crate::apply) struct Read {
    /// The applied versions with the second in which each was recorded; sorted.
    pub(in crate::apply) records: Vec<(String, i64)>,
    pub(in crate::apply) entries: Vec<Entry>,
    /// Neither table is there.
    pub(in crate::apply) is_new: bool,
}

/// One row of the history table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::apply) struct Entry {
    pub(in crate::apply) version: String,
    pub(in crate::apply) progress: Progress,
    pub(in crate::apply) direction: Direction,
    pub(in crate::apply) checksum: Option<String>,
    pub(in crate::apply) statements_done: Option<u64>,
    pub(in crate::apply) error: Option<String>,
    /// The second of SeaORM's record that the row belongs to.
    pub(in crate::apply) applied_at: Option<i64>,
    pub(in crate::apply) started_at: Option<String>,
    pub(in crate::apply) duration_ms: Option<u64>,
    pub(in crate::apply) host: Option<String>,
    pub(in crate::apply) pid: Option<i64>,
    pub(in crate::apply) kit: Option<String>,
    pub(in crate::apply) sea_query: Option<String>,
}

/// How far a migration got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::apply) enum Progress {
    Running,
    Failed,
    Applied,
}

impl Progress {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Failed => "failed",
            Self::Applied => "applied",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Running, Self::Failed, Self::Applied]
            .into_iter()
            .find(|progress| progress.as_str() == text)
    }
}

/// What the history table adds to a version, in the order of the `SELECT`.
const DETAILS: [Column; 12] = [
    Column::State,
    Column::Direction,
    Column::Checksum,
    Column::StatementsDone,
    Column::Error,
    Column::AppliedAt,
    Column::StartedAt,
    Column::DurationMs,
    Column::Host,
    Column::Pid,
    Column::Kit,
    Column::SeaQuery,
];

/// Whether the last table that this process has read had the column of an older kit.
static IS_OLDER: AtomicBool = AtomicBool::new(false);

/// The same of a table that an older kit has made.
const OLDER: [Column; 12] = {
    let mut details = DETAILS;
    details[2] = Column::Hash;
    details
};

impl HistoryTables {
    /// Reads both tables; a table that is missing is empty. A database of the stock executor has no
    /// history table, or whoever asks has no rights to it, and there it takes a second `SELECT`.
    pub(in crate::apply) async fn read(&self, db: &DatabaseConnection) -> Result<Read, DbErr> {
        let dialect = history::of(self.backend);
        // What the last table had is asked for first: where an older kit has made the table, and no
        // `up` of this one has completed it, a server would note a refused statement at each look.
        let was_older = IS_OLDER.load(Ordering::Relaxed);
        let (first, other) = if was_older { (&OLDER, &DETAILS) } else { (&DETAILS, &OLDER) };
        let both = match db.query_all(&self.select_both(first)).await {
            Err(error) if dialect.no_such_column(&error) => {
                IS_OLDER.store(!was_older, Ordering::Relaxed);
                db.query_all(&self.select_both(other)).await
            }
            both => both,
        };
        match both {
            Err(error) if self.has_no_history_table(&error) => {
                match db.query_all(&self.select_records()).await {
                    Err(error) if dialect.no_such_table(&error) => {
                        match self.count_applied(db).await {
                            Ok(count) if count > 0 => Err(DbErr::Custom(format!(
                                "it is gone, and the kit's own record says that {count} migrations were applied: restore it, or \
                             drop the kit's record, too, to begin with nothing"
                            ))),
                            // The kit's record is not there either, or nothing was ever applied.
                            _ => Ok(Read { is_new: true, ..Read::default() }),
                        }
                    }
                    rows => read_rows(&rows?),
                }
            }
            rows => read_rows(&rows?),
        }
    }

    /// The versions that are applied, which decide whether there is anything to do without the
    /// details of a thousand migrations. None where a migration was begun and did not end, or
    /// something is wrong: then everything has to be read.
    pub(in crate::apply) async fn glance(
        &self,
        db: &DatabaseConnection,
    ) -> Option<HashSet<String>> {
        let mut unfinished = Query::select();
        unfinished.expr(self.version()).expr(Expr::cust("NULL")).from(self.table.clone());
        let applied = Expr::col(Column::State).eq(Progress::Applied.as_str());
        unfinished.and_where(applied.not().or(Expr::col(Column::State).is_null()));
        let mut select = Query::select();
        select.expr(self.version()).column(Alias::new("applied_at")).from(self.records.clone());
        let records = select.clone();
        let rows = match db.query_all(select.union(UnionType::All, unfinished)).await {
            // A database of the stock executor.
            Err(error) if self.has_no_history_table(&error) => db.query_all(&records).await,
            rows => rows,
        };
        let version = |row: &QueryResult| {
            row.try_get_by_index::<Option<i64>>(1).ok().flatten()?;
            row.try_get_by_index(0).ok()
        };
        rows.ok()?.iter().map(version).collect()
    }

    /// How many migrations the history table has as applied.
    async fn count_applied(&self, db: &DatabaseConnection) -> Result<usize, DbErr> {
        let mut select = Query::select();
        select.column(Column::Version).from(self.table.clone());
        select.and_where(Expr::col(Column::State).eq(Progress::Applied.as_str()));
        db.query_all(&select).await.map(|rows| rows.len())
    }

    /// The statements of a migration, as they were when it was run.
    pub(in crate::apply) async fn statements(
        &self,
        db: &impl ConnectionTrait,
        version: &str,
    ) -> Result<Option<String>, DbErr> {
        let mut select = Query::select();
        select.column(Column::Statements).from(self.table.clone());
        select.and_where(Expr::col(Column::Version).eq(version));
        let row = db.query_one(&select).await?;
        row.map(|row| row.try_get_by_index(0)).transpose().map(Option::flatten)
    }

    /// The statements of every migration, by its version. Without the table, or rights to it, there
    /// are none.
    #[cfg(feature = "page")]
    pub(in crate::apply) async fn all_statements(
        &self,
        db: &impl ConnectionTrait,
    ) -> Result<Vec<(String, String)>, DbErr> {
        let mut select = Query::select();
        select.expr(self.version()).column(Column::Statements).from(self.table.clone());
        let rows = match db.query_all(&select).await {
            Err(error) if self.has_no_history_table(&error) => Vec::new(),
            rows => rows?,
        };
        let row = |row: &QueryResult| {
            Ok((
                row.try_get_by_index(0)?,
                row.try_get_by_index::<Option<String>>(1)?.unwrap_or_default(),
            ))
        };
        rows.iter().map(row).collect()
    }

    /// Whether the history table is not there, or nobody may read it.
    fn has_no_history_table(&self, error: &DbErr) -> bool {
        let dialect = history::of(self.backend);
        dialect.no_such_table(error) || dialect.not_allowed(error)
    }

    fn select_records(&self) -> SelectStatement {
        let mut select = Query::select();
        select.expr_as(self.version(), Column::Version.into_iden());
        select.expr_as(Expr::col(Alias::new("applied_at")), Alias::new("applied_at"));
        for column in DETAILS {
            select.expr_as(Expr::cust("NULL"), column.into_iden());
        }
        select.from(self.records.clone());
        select
    }

    fn select_both(&self, details: &[Column; 12]) -> SelectStatement {
        let mut entries = Query::select();
        entries.expr(self.version()).expr(Expr::cust("NULL"));
        // SQLite takes the name of a column that is not there for a text, unless it stands behind a
        // table's.
        let of = Alias::new("history");
        entries.columns(details.map(|column| (of.clone(), column))).from_as(self.table.clone(), of);
        self.select_records().union(UnionType::All, entries).to_owned()
    }

    pub(super) fn version(&self) -> Expr {
        history::of(self.backend).in_union("version")
    }
}

fn read_rows(rows: &[QueryResult]) -> Result<Read, DbErr> {
    let mut read = Read::default();
    for row in rows {
        let version: String = row.try_get_by_index(0)?;
        match row.try_get_by_index::<Option<i64>>(1)? {
            Some(applied_at) => read.records.push((version, applied_at)),
            None => read.entries.push(entry(version, row)?),
        }
    }
    read.records.sort();
    Ok(read)
}

fn entry(version: String, row: &QueryResult) -> Result<Entry, DbErr> {
    let text = |at| row.try_get_by_index::<Option<String>>(at);
    let number = |at| row.try_get_by_index::<Option<i64>>(at);
    let state = text(2)?.ok_or_else(|| {
        DbErr::Custom(format!(
            "the row of {version} has no time at which it was applied, or no state: somebody has changed it"
        ))
    })?;
    let unknown = || DbErr::Custom(format!("migration {version} has the unknown state `{state}`"));
    Ok(Entry {
        progress: Progress::parse(&state).ok_or_else(unknown)?,
        direction: if text(3)?.as_deref() == Some("down") {
            Direction::Down
        } else {
            Direction::Up
        },
        checksum: text(4)?,
        statements_done: number(5)?.and_then(|count| u64::try_from(count).ok()),
        error: text(6)?,
        applied_at: number(7)?,
        started_at: text(8)?,
        duration_ms: number(9)?.and_then(|count| u64::try_from(count).ok()),
        host: text(10)?,
        pid: number(11)?,
        kit: text(12)?,
        sea_query: text(13)?,
        version,
    })
}
