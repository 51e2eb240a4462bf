//! What the catalog says of an operation: how much of it is done.

use sea_orm::{ConnectionTrait as _, DbErr, QueryResult, Statement, Value};

use super::OnTable;
use super::keeper::Online;
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
    /// An index of that name on the table; half made is one that the server calls invalid.
    pub(super) async fn index(&self, table: &OnTable, name: &str) -> Result<Made, DbErr> {
        self.flag(self.lookup.index(), table, name).await.map(Made::of)
    }

    /// Refuses an index that is there under the name of another one: a plain CREATE INDEX would do
    /// that too. Expressions and conditions are not compared.
    pub(super) async fn is_the_same(
        &self,
        table: &OnTable,
        index: &NamedIndex,
    ) -> Result<(), DbErr> {
        let rows = self.rows(self.lookup.index_columns(), self.named(table, &index.name)).await?;
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
        self.flag(self.lookup.constraint(), table, name).await.map(Made::of)
    }

    /// The texts that a query tells of something of the table.
    pub(super) async fn texts(
        &self,
        sql: &str,
        table: &OnTable,
        name: &str,
    ) -> Result<Vec<String>, DbErr> {
        let rows = self.rows(sql, self.named(table, name)).await?;
        rows.iter().map(|row| row.try_get_by_index(0)).collect()
    }

    /// What a query tells of something of the table; nothing where that is not there.
    pub(super) async fn flag(
        &self,
        sql: &str,
        table: &OnTable,
        name: &str,
    ) -> Result<Option<bool>, DbErr> {
        let row = self.row(sql, self.named(table, name)).await?;
        row.map(|row| row.try_get_by_index(0)).transpose()
    }

    /// The values that name a table and something of it.
    fn named(&self, table: &OnTable, name: &str) -> Vec<Value> {
        self.lookup.table(table).into_iter().chain([name.into()]).collect()
    }

    pub(super) async fn row(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Option<QueryResult>, DbErr> {
        self.db.query_one_raw(self.query(sql, values)).await
    }

    pub(super) async fn rows(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>, DbErr> {
        self.db.query_all_raw(self.query(sql, values)).await
    }

    fn query(&self, sql: &str, values: Vec<Value>) -> Statement {
        Statement::from_sql_and_values(self.backend.into(), sql, values)
    }
}
