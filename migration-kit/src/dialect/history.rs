//! The two tables that record migrations: how they are read and written.

use sea_orm::DbErr;
use sea_orm::sea_query::{ColumnDef, DeleteStatement, Expr, SelectStatement};

pub(crate) trait History: Sync {
    /// Whether a query failed because its table does not exist.
    fn no_such_table(&self, error: &DbErr) -> bool;

    /// Whether a query failed because a column does not exist.
    fn no_such_column(&self, error: &DbErr) -> bool;

    /// Whether a query failed for want of rights, as far as its code tells.
    fn not_allowed(&self, error: &DbErr) -> bool;

    /// A column of texts, as both sides of a UNION can have it.
    fn in_union(&self, column: &'static str) -> Expr;

    /// Gives the column a type for texts of any length.
    fn long_text(&self, column: &mut ColumnDef);

    /// A statement may write other tables before its own (`WITH … AS (INSERT …)`), so that two
    /// tables are written in one round trip.
    fn writes_both(&self) -> bool;

    /// The query as a text that is to be sent unprepared, where a migration may have taken the
    /// driver the statements that it had prepared.
    fn select_unprepared(&self, query: &SelectStatement) -> Option<String>;

    /// The same of a DELETE.
    fn delete_unprepared(&self, delete: &DeleteStatement) -> Option<String>;
}

super::of!(History);
