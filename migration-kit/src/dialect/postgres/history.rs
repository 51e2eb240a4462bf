//! The tables that record migrations. The codes are in the manual's appendix A.

use sea_orm::DbErr;
use sea_orm::sea_query::{
    Alias, ColumnDef, DeleteStatement, Expr, PostgresQueryBuilder, SelectStatement,
};

use crate::dialect::Postgres;
use crate::dialect::history::History;
use crate::error::code;

impl History for Postgres {
    fn no_such_table(&self, error: &DbErr) -> bool {
        code(error).as_deref() == Some("42P01")
    }

    fn no_such_column(&self, error: &DbErr) -> bool {
        code(error).as_deref() == Some("42703")
    }

    fn not_allowed(&self, error: &DbErr) -> bool {
        code(error).as_deref() == Some("42501")
    }

    fn in_union(&self, column: &'static str) -> Expr {
        Expr::col(Alias::new(column))
    }

    fn long_text(&self, column: &mut ColumnDef) {
        column.text();
    }

    fn writes_both(&self) -> bool {
        true
    }

    fn select_unprepared(&self, query: &SelectStatement) -> Option<String> {
        Some(query.to_string(PostgresQueryBuilder))
    }

    fn delete_unprepared(&self, delete: &DeleteStatement) -> Option<String> {
        Some(delete.to_string(PostgresQueryBuilder))
    }
}
