//! How the catalog tells types and defaults.

use sea_orm::sea_query::{ColumnType, MysqlQueryBuilder};

use crate::Backend;
use crate::dialect::MySql;
use crate::dialect::types::{Types, is_of_postgres, written};
use crate::sql::Expression;

impl Types for MySql {
    fn catalog_text(&self, ty: &ColumnType) -> Option<String> {
        if is_of_postgres(ty) {
            return None;
        }
        let written = written(Backend::MySql, ty, MysqlQueryBuilder)?.to_lowercase();
        Some(match written.as_str() {
            "bool" => "tinyint(1)".to_owned(),
            "decimal" => "decimal(10,0)".to_owned(),
            "bit" => "bit(1)".to_owned(),
            "char" => "char(1)".to_owned(),
            "year" => "year(4)".to_owned(),
            other => other.replace(", ", ","),
        })
    }

    /// MariaDB shows a width with each integer type, and MySQL since 8.0.19 does not; only
    /// `tinyint(1)` says something.
    fn plain(&self, text: &str) -> String {
        let is_int =
            |name: &str| matches!(name, "tinyint" | "smallint" | "mediumint" | "int" | "bigint");
        match text.split_once('(') {
            Some((name, rest)) if is_int(name) && text != "tinyint(1)" => {
                format!("{name}{}", rest.split_once(')').map_or("", |(_, sign)| sign))
            }
            _ => text.to_owned(),
        }
    }

    fn unique_name(&self, _: &str, column: &str) -> String {
        column.to_owned()
    }

    fn without_cast<'t>(&self, default: &'t str) -> &'t str {
        default
    }

    fn is_current_time(&self, default: &Expression) -> bool {
        default.as_str().eq_ignore_ascii_case("current_timestamp(6)")
    }
}
