//! What a change of a table in use asks PostgreSQL while it runs.

use sea_orm::Value;

use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::lookup::Lookup;
use crate::dialect::on_table::OnTable;

impl Lookup for Postgres {
    fn table(&self, table: &OnTable) -> Vec<Value> {
        vec![table.sql(Backend::Postgres).into()]
    }

    fn index(&self) -> &'static str {
        "SELECT i.indisvalid AND i.indisready FROM pg_catalog.pg_index i \
         JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
         WHERE i.indrelid = to_regclass($1) AND c.relname = $2"
    }

    fn index_columns(&self) -> &'static str {
        "SELECT i.indisunique, coalesce(a.attname::text, '') FROM pg_catalog.pg_index i \
         JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
         JOIN unnest(i.indkey) WITH ORDINALITY AS k(attnum, place) ON k.place <= i.indnkeyatts \
         LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0 \
         WHERE i.indrelid = to_regclass($1) AND c.relname = $2 ORDER BY k.place"
    }

    fn constraint(&self) -> &'static str {
        "SELECT c.convalidated FROM pg_catalog.pg_constraint c \
         WHERE c.conrelid = to_regclass($1) AND c.conname = $2"
    }

    fn primary_key(&self) -> &'static str {
        "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_index i \
         JOIN unnest(i.indkey) WITH ORDINALITY AS k(attnum, place) ON true \
         JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum \
         WHERE i.indisprimary AND i.indrelid = to_regclass($1) ORDER BY k.place"
    }

    fn row_count(&self) -> &'static str {
        "SELECT reltuples::bigint FROM pg_catalog.pg_class WHERE oid = to_regclass($1)"
    }

    fn key_as_text(&self, name: &str, _ty: &str) -> String {
        format!("{name}::text")
    }

    fn key_from_text(&self, at: usize, ty: &str) -> String {
        format!("${at}::text::{ty}")
    }

    /// <https://www.postgresql.org/docs/15/functions-comparisons.html#ROW-WISE-COMPARISON>.
    fn compares_rows_by_index(&self) -> bool {
        true
    }
}
