//! What the catalog says of an operation: how much of it is done.

use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, QueryResult, Statement, Value};

use super::keeper::Online;
use super::table::OnTable;

/// How far something that takes two statements has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    Not,
    /// It is there, but not built to its end or not yet checked against the rows.
    Half,
    Whole,
}

impl Made {
    fn of(row: Option<bool>) -> Self {
        match row {
            None => Self::Not,
            Some(false) => Self::Half,
            Some(true) => Self::Whole,
        }
    }
}

impl Online<'_> {
    /// An index of that name on the table; half made is one that PostgreSQL calls invalid.
    pub(super) async fn index(&self, table: &OnTable, name: &str) -> Result<Made, DbErr> {
        let sql = match self.backend {
            DbBackend::Postgres => {
                "SELECT i.indisvalid AND i.indisready FROM pg_catalog.pg_index i \
                 JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
                 WHERE i.indrelid = to_regclass($1) AND c.relname = $2"
            }
            _ => {
                "SELECT count(*) > 0 FROM information_schema.statistics \
                 WHERE table_schema = coalesce(?, DATABASE()) AND table_name = ? AND index_name = ? \
                 HAVING count(*) > 0"
            }
        };
        self.flag(sql, table, name).await.map(Made::of)
    }

    /// A constraint of that name on the table; half made is one that is not valid yet.
    pub(super) async fn constraint(&self, table: &OnTable, name: &str) -> Result<Made, DbErr> {
        let sql = match self.backend {
            DbBackend::Postgres => {
                "SELECT c.convalidated FROM pg_catalog.pg_constraint c \
                 WHERE c.conrelid = to_regclass($1) AND c.conname = $2"
            }
            _ => {
                "SELECT count(*) > 0 FROM information_schema.table_constraints \
                 WHERE table_schema = coalesce(?, DATABASE()) AND table_name = ? AND constraint_name = ? \
                 HAVING count(*) > 0"
            }
        };
        self.flag(sql, table, name).await.map(Made::of)
    }

    /// PostgreSQL: whether a column takes no NULL.
    pub(super) async fn is_not_null(&self, table: &OnTable, column: &str) -> Result<bool, DbErr> {
        let sql = "SELECT a.attnotnull FROM pg_catalog.pg_attribute a \
                   WHERE a.attrelid = to_regclass($1) AND a.attname = $2";
        Ok(self.flag(sql, table, column).await? == Some(true))
    }

    async fn flag(&self, sql: &str, table: &OnTable, name: &str) -> Result<Option<bool>, DbErr> {
        let row = self.row(sql, self.named(table, name)).await?;
        row.map(|row| row.try_get_by_index(0)).transpose()
    }

    /// The values that name a table and something of it, in the order of the questions here.
    pub(super) fn named(&self, table: &OnTable, name: &str) -> Vec<Value> {
        match self.backend {
            DbBackend::Postgres => vec![table.sql(self.backend).into(), name.into()],
            _ => vec![table.schema.clone().into(), table.name.as_str().into(), name.into()],
        }
    }

    pub(super) async fn row(&self, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>, DbErr> {
        self.db.query_one_raw(Statement::from_sql_and_values(self.backend, sql, values)).await
    }
}
