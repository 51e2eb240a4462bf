//! The tables that record migrations. SQLite has one code for every error of a statement's text, so
//! here the message decides.

use sea_orm::DbErr;
use sea_orm::sea_query::{Alias, ColumnDef, DeleteStatement, Expr, SelectStatement};

use crate::dialect::Sqlite;
use crate::dialect::history::History;
use crate::error::reason;

impl History for Sqlite {
    fn no_such_table(&self, error: &DbErr) -> bool {
        reason(error).contains("no such table")
    }

    fn no_such_column(&self, error: &DbErr) -> bool {
        reason(error).contains("no such column")
    }

    /// There are no rights.
    fn not_allowed(&self, _: &DbErr) -> bool {
        false
    }

    fn in_union(&self, column: &'static str) -> Expr {
        Expr::col(Alias::new(column))
    }

    fn long_text(&self, column: &mut ColumnDef) {
        column.text();
    }

    fn writes_both(&self) -> bool {
        false
    }

    fn select_unprepared(&self, _: &SelectStatement) -> Option<String> {
        None
    }

    fn delete_unprepared(&self, _: &DeleteStatement) -> Option<String> {
        None
    }
}
