//! What the catalog says of an operation: how much of it is done.

use sea_orm::{ConnectionTrait as _, DbErr, QueryResult, Statement, Value};

use super::keeper::Online;
use super::table::OnTable;
use crate::Backend;
use crate::sql::NamedIndex;

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
            Backend::Postgres => {
                "SELECT i.indisvalid AND i.indisready FROM pg_catalog.pg_index i \
                 JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
                 WHERE i.indrelid = to_regclass($1) AND c.relname = $2"
            }
            Backend::Sqlite | Backend::MySql => {
                "SELECT count(*) > 0 FROM information_schema.statistics \
                 WHERE table_schema = coalesce(?, DATABASE()) AND table_name = ? AND index_name = ? \
                 HAVING count(*) > 0"
            }
        };
        self.flag(sql, table, name).await.map(Made::of)
    }

    /// Refuses an index that is there under the name of another one: a plain CREATE INDEX would do
    /// that too. Expressions and conditions are not compared.
    pub(super) async fn is_the_same(
        &self,
        table: &OnTable,
        index: &NamedIndex,
    ) -> Result<(), DbErr> {
        let sql = match self.backend {
            Backend::Postgres => {
                "SELECT i.indisunique, coalesce(a.attname::text, '') FROM pg_catalog.pg_index i \
                 JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
                 JOIN unnest(i.indkey) WITH ORDINALITY AS k(attnum, place) ON k.place <= i.indnkeyatts \
                 LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0 \
                 WHERE i.indrelid = to_regclass($1) AND c.relname = $2 ORDER BY k.place"
            }
            Backend::Sqlite | Backend::MySql => {
                "SELECT non_unique = 0, coalesce(lower(column_name), '') FROM information_schema.statistics \
                 WHERE table_schema = coalesce(?, DATABASE()) AND table_name = ? AND index_name = ? ORDER BY seq_in_index"
            }
        };
        let values = self.named(table, &index.name);
        let rows = self
            .db
            .query_all_raw(Statement::from_sql_and_values(self.backend.into(), sql, values))
            .await?;
        let mut columns: Vec<String> = Vec::new();
        let mut same = true;
        for row in rows {
            same &= row.try_get_by_index::<bool>(0)? == index.unique;
            columns.push(row.try_get_by_index(1)?);
        }
        if same && columns == index.columns {
            return Ok(());
        }
        Err(DbErr::Migration(format!(
            "the table {} has another index {} already",
            table.name, index.name
        )))
    }

    /// A constraint of that name on the table; half made is one that is not valid yet.
    pub(super) async fn constraint(&self, table: &OnTable, name: &str) -> Result<Made, DbErr> {
        let sql = match self.backend {
            Backend::Postgres => {
                "SELECT c.convalidated FROM pg_catalog.pg_constraint c \
                 WHERE c.conrelid = to_regclass($1) AND c.conname = $2"
            }
            Backend::Sqlite | Backend::MySql => {
                "SELECT count(*) > 0 FROM information_schema.table_constraints \
                 WHERE table_schema = coalesce(?, DATABASE()) AND table_name = ? AND constraint_name = ? \
                 HAVING count(*) > 0"
            }
        };
        self.flag(sql, table, name).await.map(Made::of)
    }

    /// PostgreSQL: the columns of the primary key of that name, in its order; none without it.
    pub(super) async fn key_columns(
        &self,
        table: &OnTable,
        name: &str,
    ) -> Result<Vec<String>, DbErr> {
        let sql = "SELECT a.attname::text FROM pg_catalog.pg_constraint c \
                   JOIN unnest(c.conkey) WITH ORDINALITY AS k(attnum, place) ON true \
                   JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum \
                   WHERE c.conrelid = to_regclass($1) AND c.conname = $2 AND c.contype = 'p' ORDER BY k.place";
        let of = Statement::from_sql_and_values(self.backend.into(), sql, self.named(table, name));
        self.db.query_all_raw(of).await?.iter().map(|row| row.try_get_by_index(0)).collect()
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
            Backend::Postgres => vec![table.sql(self.backend).into(), name.into()],
            Backend::Sqlite | Backend::MySql => {
                vec![table.schema.clone().into(), table.name.as_str().into(), name.into()]
            }
        }
    }

    pub(super) async fn row(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Option<QueryResult>, DbErr> {
        self.db
            .query_one_raw(Statement::from_sql_and_values(self.backend.into(), sql, values))
            .await
    }
}
