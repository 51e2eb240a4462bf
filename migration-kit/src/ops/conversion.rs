//! Whether the values of a column convert to another type: in goes an expression that is NULL for a
//! value that does not, out comes an error that counts the rows and names some by the numbers
//! in their keys.

use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Func, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait as _, DbErr, Statement};
use sea_orm_migration::SchemaManager;

use super::online::OnTable;
use crate::Backend;
use crate::dialect::text;

/// How many rows are named.
const NAMED: u64 = 3;

/// The conversion of a column's values, before it is made.
#[derive(Clone, Debug)]
pub(crate) struct Conversion {
    pub(crate) table: OnTable,
    pub(crate) column: String,
    /// The new value.
    pub(crate) value: Expr,
    /// The columns by which a row is named.
    pub(crate) key: Vec<String>,
}

impl Conversion {
    /// Lists rows that do not convert, by their key.
    pub(crate) fn statement(&self, backend: Backend) -> Statement {
        let key: Vec<Expr> = match self.key.as_slice() {
            [] => vec![Expr::col(Alias::new(&self.column))],
            key => key.iter().map(|column| Expr::col(Alias::new(column))).collect(),
        };
        backend.build(self.rows().exprs(key))
    }

    /// The same as texts that can be read, and only some of them.
    fn some(&self, backend: Backend) -> Statement {
        let mut select = self.rows();
        for column in &self.key {
            select.expr(Expr::cust(text::of(backend).shown(column)));
            select.order_by(Alias::new(column), Order::Asc);
        }
        backend.build(select.limit(NAMED))
    }

    fn rows(&self) -> SelectStatement {
        let mut select = Query::select();
        match &self.table.schema {
            Some(schema) => select.from((Alias::new(schema), Alias::new(&self.table.name))),
            None => select.from(Alias::new(&self.table.name)),
        };
        select
            .and_where(Expr::col(Alias::new(&self.column)).is_not_null())
            .and_where(self.value.clone().is_null());
        select
    }

    /// # Errors
    /// [`DbErr::Migration`] where there are rows whose values do not convert.
    pub(crate) async fn check(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let backend = Backend::of(db);
        let mut count = self.rows();
        count.expr(Func::count(Expr::col(Alias::new(&self.column))));
        let count = db.query_one_raw(backend.build(&count)).await?;
        let count =
            count.map(|row| row.try_get_by_index::<i64>(0)).transpose()?.unwrap_or_default();
        if count == 0 {
            return Ok(());
        }
        let mut named = Vec::new();
        let rows = match self.key.is_empty() {
            true => Vec::new(),
            false => db.query_all_raw(self.some(backend)).await?,
        };
        for row in rows {
            let mut parts = Vec::new();
            for (at, column) in self.key.iter().enumerate() {
                let shown = row.try_get_by_index::<String>(at)?;
                // MySQL quotes numbers, too.
                let number = shown.trim_matches('\'');
                let is_number = number.chars().all(|c| c.is_ascii_digit() || c == '-');
                // A text is what a person wrote, which no log and no record may have.
                if is_number || !shown.starts_with('\'') {
                    parts.push(format!("{column} {number}"));
                }
            }
            if !parts.is_empty() {
                named.push(parts.join(" and "));
            }
        }
        let Self { table, column, .. } = self;
        let rows = if count == 1 { "1 row has" } else { &format!("{count} rows have") };
        let such_as = match named.is_empty() {
            true => String::new(),
            false => format!(", such as that with {}", named.join(", ")),
        };
        Err(DbErr::Migration(format!(
            "{rows} a value in column {column} of table {} that does not convert to its new type{such_as}. Correct these \
             values first",
            table.name
        )))
    }
}
