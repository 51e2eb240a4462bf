//! The tables that record migrations.

use sea_orm::DbErr;
use sea_orm::sea_query::{ColumnDef, DeleteStatement, Expr, SelectStatement};

use crate::dialect::MySql;
use crate::dialect::history::History;
use crate::error::code;

impl History for MySql {
    fn no_such_table(&self, error: &DbErr) -> bool {
        code(error).as_deref() == Some("42S02")
    }

    fn no_such_column(&self, error: &DbErr) -> bool {
        code(error).as_deref() == Some("42S22")
    }

    /// Other errors have this code, too.
    fn not_allowed(&self, error: &DbErr) -> bool {
        code(error).as_deref() == Some("42000")
    }

    /// The two tables may have been made under two collations, which no UNION can mix.
    fn in_union(&self, column: &'static str) -> Expr {
        Expr::cust(format!("CONVERT({column} USING utf8mb4)"))
    }

    /// TEXT ends after 64 KiB here.
    fn long_text(&self, column: &mut ColumnDef) {
        column.custom("longtext");
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
