//! What a change of a table in use asks MySQL and MariaDB while it runs.

use sea_orm::Value;

use crate::dialect::MySql;
use crate::dialect::lookup::Lookup;
use crate::dialect::on_table::OnTable;

impl Lookup for MySql {
    fn table(&self, table: &OnTable) -> Vec<Value> {
        vec![table.schema.clone().into(), table.name.as_str().into()]
    }

    fn index(&self) -> &'static str {
        "SELECT count(*) > 0 FROM information_schema.statistics \
         WHERE table_schema = coalesce(?, DATABASE()) AND table_name = ? AND index_name = ? \
         HAVING count(*) > 0"
    }

    fn index_columns(&self) -> &'static str {
        "SELECT non_unique = 0, coalesce(lower(column_name), '') FROM information_schema.statistics \
         WHERE table_schema = coalesce(?, DATABASE()) AND table_name = ? AND index_name = ? ORDER BY seq_in_index"
    }

    fn constraint(&self) -> &'static str {
        "SELECT count(*) > 0 FROM information_schema.table_constraints \
         WHERE table_schema = coalesce(?, DATABASE()) AND table_name = ? AND constraint_name = ? \
         HAVING count(*) > 0"
    }

    fn primary_key(&self) -> &'static str {
        "SELECT c.column_name, c.column_type FROM information_schema.statistics s \
         JOIN information_schema.columns c ON c.table_schema = s.table_schema \
         AND c.table_name = s.table_name AND c.column_name = s.column_name \
         WHERE s.table_schema = coalesce(?, DATABASE()) AND s.table_name = ? AND s.index_name = 'PRIMARY' \
         ORDER BY s.seq_in_index"
    }

    fn row_count(&self) -> &'static str {
        "SELECT CAST(table_rows AS SIGNED) FROM information_schema.tables \
         WHERE table_schema = coalesce(?, DATABASE()) AND table_name = ?"
    }

    fn key_as_text(&self, name: &str, ty: &str) -> String {
        match ty.contains("binary") {
            true => format!("HEX({name})"),
            false => format!("CAST({name} AS CHAR)"),
        }
    }

    fn key_from_text(&self, _at: usize, ty: &str) -> String {
        let text = match (ty.contains("binary"), ty.contains("int"), ty.contains("unsigned")) {
            (true, _, _) => "UNHEX(?)",
            (false, true, true) => "CAST(? AS UNSIGNED)",
            (false, true, false) => "CAST(? AS SIGNED)",
            (false, false, _) => "?",
        };
        text.to_owned()
    }

    /// No index is used for one (MySQL 8.4 manual, section 10.2.1.22).
    fn compares_rows_by_index(&self) -> bool {
        false
    }
}
