//! What a change of a table in use asks the server while it runs: how much of it is done, and which
//! rows a backfill takes next. Who answers is told by `online::of(backend).lookup()`.

use sea_orm::Value;

use crate::dialect::on_table::OnTable;

pub(crate) trait Lookup: Sync {
    /// The values that name a table in the queries here; the name of something of it comes behind
    /// them.
    fn table(&self, table: &OnTable) -> Vec<Value>;

    /// Whether an index of the table is built to its end; no row where it is not there.
    fn index(&self) -> &'static str;

    /// The columns of an index of the table, in their order: whether it is unique, and a name in
    /// lower case as the server folds it, which is empty for an expression.
    fn index_columns(&self) -> &'static str;

    /// Whether a constraint of the table is checked against its rows; no row where it is not there.
    fn constraint(&self) -> &'static str;

    /// The columns of the table's primary key in their order, with their types.
    fn primary_key(&self) -> &'static str;

    /// About how many rows the table has.
    fn row_count(&self) -> &'static str;

    /// A part of a key as text, of a column of that type.
    fn key_as_text(&self, name: &str, ty: &str) -> String;

    /// The value of that text again: the placeholder of value number `at`, for a column of that
    /// type.
    fn key_from_text(&self, at: usize, ty: &str) -> String;

    /// Whether a comparison of rows, `(a, b) > (1, 2)`, finds its rows by an index.
    fn compares_rows_by_index(&self) -> bool;
}
