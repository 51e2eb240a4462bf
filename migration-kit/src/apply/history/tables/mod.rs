//! The kit's own record beside SeaORM's: what ran, how long, where, and how far a migration got
//! that did not finish.
//!
//! `seaql_migrations` decides what is applied and is never changed in form, so that the stock
//! executor keeps working. A row here without one there is stale, unless it says that a migration
//! is running or has failed.

mod columns;
mod older;
mod prepared;
mod proviso;
mod read;
mod write;

use sea_orm::sea_query::{
    Alias, ColumnDef, IntoTableRef as _, Table, TableCreateStatement, TableRef,
};
use sea_orm::{DeriveIden, DynIden};
use sha2::{Digest as _, Sha256};

use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::history;

pub(in crate::apply) use prepared::NOT_RECORDED;
pub(in crate::apply) use proviso::Proviso;
pub(in crate::apply) use read::{Entry, Progress, Read};
pub(in crate::apply) use write::Written;

/// What stands between two statements of a migration. A statement of several lines may have a
/// semicolon at the end of one.
const BETWEEN: &str = ";\n--\n";

/// The statements of a migration as one text. One that has in it what stands between two of them,
/// as a name or the value of an enum can, gets a space there: the record is for people, and counts
/// the statements that have run.
fn together(statements: &[String]) -> String {
    let kept: Vec<String> = statements.iter().map(|sql| sql.replace(BETWEEN, ";\n --\n")).collect();
    kept.join(BETWEEN)
}

/// The statements of such a text.
pub(in crate::apply) fn taken_apart(kept: &str) -> Vec<String> {
    kept.split(BETWEEN).filter(|sql| !sql.is_empty()).map(str::to_owned).collect()
}

/// The columns. Their names are for whoever looks into the table at night.
#[derive(Clone, Copy, DeriveIden, PartialEq)]
enum Column {
    Version,
    State,
    Direction,
    Checksum,
    /// What an older kit called the checksum.
    Hash,
    Statements,
    StatementsDone,
    Position,
    Error,
    AppliedAt,
    StartedAt,
    DurationMs,
    Host,
    Pid,
    Kit,
    SeaQuery,
}

/// The two tables that record migrations.
#[derive(Clone)]
pub(in crate::apply) struct HistoryTables {
    backend: Backend,
    /// SeaORM's.
    records: TableRef,
    /// The kit's.
    table: TableRef,
    /// An older kit has made the kit's table, with the checksum in a column `hash`. Both columns
    /// are written then: an image of that kit may run beside this one, and may come back.
    has_hash: bool,
}

impl HistoryTables {
    /// The tables of a connection that nobody has changed: found in its database, by its search
    /// path.
    pub(in crate::apply) fn new(records: &DynIden, backend: Backend) -> Self {
        let table = Alias::new(name(&records.to_string()));
        Self {
            backend,
            records: records.clone().into_table_ref(),
            table: table.into_table_ref(),
            has_hash: false,
        }
    }

    /// The same tables by their whole names: in a schema of PostgreSQL, a database of MySQL, or
    /// SQLite's main one. A migration that changes where the session is does not change where its
    /// record goes.
    pub(in crate::apply) fn within(records: &DynIden, backend: Backend, home: &str) -> Self {
        let table = Alias::new(name(&records.to_string()));
        let home = || Alias::new(home);
        Self {
            backend,
            records: (home(), records.clone()).into_table_ref(),
            table: (home(), table).into_table_ref(),
            has_hash: false,
        }
    }

    /// The same tables, of which the kit's has the column `hash`, or not.
    pub(in crate::apply) fn with_hash(self, has_hash: bool) -> Self {
        Self { has_hash, ..self }
    }

    /// The table's definition. Times are text in RFC 3339, which reads the same on every backend.
    fn definition(&self) -> TableCreateStatement {
        let mut statements = ColumnDef::new(Column::Statements);
        history::of(self.backend).long_text(&mut statements);
        Table::create()
            .table(self.table.clone())
            .if_not_exists()
            .col(ColumnDef::new(Column::Version).string().not_null().primary_key())
            .col(ColumnDef::new(Column::State).string_len(16).not_null())
            .col(ColumnDef::new(Column::Direction).string_len(16).not_null())
            .col(ColumnDef::new(Column::Checksum).string_len(64))
            .col(statements)
            .col(ColumnDef::new(Column::StatementsDone).big_integer())
            .col(ColumnDef::new(Column::Position).text())
            .col(ColumnDef::new(Column::Error).text())
            .col(ColumnDef::new(Column::AppliedAt).big_integer())
            .col(ColumnDef::new(Column::StartedAt).string_len(32))
            .col(ColumnDef::new(Column::DurationMs).big_integer())
            .col(ColumnDef::new(Column::Host).string())
            .col(ColumnDef::new(Column::Pid).big_integer())
            .col(ColumnDef::new(Column::Kit).string_len(32))
            .col(ColumnDef::new(Column::SeaQuery).string_len(32))
            .take()
    }
}

/// The name of the history table beside a table of SeaORM's: that name with the ending that
/// databases have from older kits.
pub(crate) fn name(records: &str) -> String {
    beside(records, "_ledger")
}

/// The name of the table that holds the lease.
pub(crate) fn lease_name(records: &str) -> String {
    beside(records, "_lease")
}

/// The name of the table that holds settings of the database.
#[cfg(feature = "lint")]
pub(crate) fn settings_name(records: &str) -> String {
    beside(records, "_settings")
}

/// A name that every backend can hold: PostgreSQL cuts names after 63 bytes, where two of them
/// could become one.
fn beside(records: &str, ending: &str) -> String {
    const LONGEST: usize = Postgres::NAME_BYTES;
    let whole = format!("{records}{ending}");
    if whole.len() <= LONGEST {
        return whole;
    }
    let hash: String =
        Sha256::digest(records).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let mut end = LONGEST - ending.len() - hash.len() - 1;
    while !records.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{hash}{ending}", &records[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_as_many_as_they_were() {
        let statements = ["CREATE TABLE \"a;\n--\nb\" (c int)", "DROP TABLE d"].map(str::to_owned);
        let again = taken_apart(&together(&statements));
        assert_eq!((again.len(), again[1].as_str()), (2, "DROP TABLE d"));
        assert_eq!(taken_apart(&together(&statements[1..])), statements[1..]);
        assert!(taken_apart("").is_empty());
    }

    #[test]
    fn names_fit_and_stay_apart() {
        assert_eq!(name("seaql_migrations"), "seaql_migrations_ledger");
        let (first, second) =
            (name(&format!("{}a", "ä".repeat(40))), name(&format!("{}b", "ä".repeat(40))));
        assert!(first.len() <= 63 && first != second, "{first} {second}");
    }
}
