//! How the catalog tells types and defaults.

use sea_orm::sea_query::{ColumnType, SqliteQueryBuilder};

use crate::Backend;
use crate::dialect::Sqlite;
use crate::dialect::types::{Types, is_of_postgres, written};
use crate::sql::Expression;

impl Types for Sqlite {
    fn catalog_text(&self, ty: &ColumnType) -> Option<String> {
        let is_of_servers =
            matches!(ty, ColumnType::Year | ColumnType::Bit(_) | ColumnType::VarBit(_));
        if is_of_postgres(ty) || is_of_servers {
            return None;
        }
        written(Backend::Sqlite, ty, SqliteQueryBuilder).map(|written| written.to_lowercase())
    }

    fn plain(&self, text: &str) -> String {
        text.to_owned()
    }

    fn unique_name(&self, _: &str, column: &str) -> String {
        column.to_owned()
    }

    fn without_cast<'t>(&self, default: &'t str) -> &'t str {
        default
    }

    fn is_current_time(&self, default: &Expression) -> bool {
        let text = default.inner().replace(' ', "");
        text.starts_with("strftime('%Y-%m-%dT%H:%M:%f+00:00','now')")
    }
}
