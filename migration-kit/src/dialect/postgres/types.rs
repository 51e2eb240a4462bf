//! How the catalog tells types and defaults.

use sea_orm::sea_query::{ColumnType, PostgresQueryBuilder};

use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::types::{Types, written};
use crate::names::parts;
use crate::sql::Expression;

impl Types for Postgres {
    fn catalog_text(&self, ty: &ColumnType) -> Option<String> {
        if matches!(ty, ColumnType::Year) {
            return None;
        }
        written(Backend::Postgres, ty, PostgresQueryBuilder).map(|written| own_name(&written))
    }

    fn plain(&self, text: &str) -> String {
        text.to_owned()
    }

    fn unique_name(&self, table: &str, column: &str) -> String {
        format!("{}_{column}_key", parts(table).1)
    }

    fn without_cast<'t>(&self, default: &'t str) -> &'t str {
        match default.rsplit_once("::") {
            Some((literal, cast)) if is_name(cast) => literal,
            _ => default,
        }
    }

    fn is_current_time(&self, default: &Expression) -> bool {
        default.as_str() == "CURRENT_TIMESTAMP"
    }
}

/// The server's own name of a type (its `format_type`).
fn own_name(written: &str) -> String {
    if let Some(element) = written.strip_suffix("[]") {
        return own_name(element) + "[]";
    }
    let (name, rest) = written.split_once('(').map_or((written, String::new()), |(name, rest)| {
        (name, format!("({}", rest.replace(", ", ",")))
    });
    let name = match (name, rest.is_empty()) {
        ("varchar", _) => "character varying",
        ("char", true) => return "character(1)".to_owned(),
        ("char", false) => "character",
        ("decimal", _) => "numeric",
        ("bool", _) => "boolean",
        ("bit", true) => return "bit(1)".to_owned(),
        ("varbit", _) => "bit varying",
        ("timestamp", true) => "timestamp without time zone",
        ("time", true) => "time without time zone",
        (other, _) => other,
    };
    format!("{name}{rest}")
}

fn is_name(cast: &str) -> bool {
    cast.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '"' | '.'))
}
