//! The questions about a catalog that a model can answer.

use std::collections::BTreeMap;

use sea_orm::sea_query::ValueType;
use sea_orm::{Statement, Value};

use super::model::{Found, Model};
use crate::Backend;

/// The row that answers a question.
pub(super) struct Answer {
    pub(super) row: BTreeMap<&'static str, Value>,
    /// Whether it is the answer of every database with that history.
    pub(super) certain: bool,
}

/// Answers a probe of SeaORM's `SchemaManager`, or the question for the server's version:
/// PostgreSQL 15, MySQL 8.4.
pub(super) fn answer(model: &Model, statement: &Statement) -> Option<Answer> {
    let sql = statement.sql.as_str();
    if let Some(row) = version(model.backend, sql) {
        return Some(Answer { row, certain: true });
    }
    let quote = if model.backend == Backend::MySql { '`' } else { '"' };
    let probe = sql.strip_prefix("SELECT COUNT(*) > 0 AS ")?.strip_prefix(quote)?;
    let values: Vec<String> = statement.values.as_ref()?.0.iter().filter_map(text).collect();
    let (probe, found) = match (probe.split_once(quote)?.0, values.as_slice()) {
        ("has_table", [.., table]) => ("has_table", model.has_table(table)),
        ("has_column", [.., table, column]) => ("has_column", model.has_column(table, column)),
        ("has_index", [.., table, index]) => ("has_index", model.has_index(table, index)),
        _ => return None,
    };
    let Found { yes, certain } = found;
    Some(Answer { row: BTreeMap::from([(probe, yes.into())]), certain })
}

/// Whether a query asks for what SQLite knows of its schema and its settings, and not for rows.
pub(super) fn reads_sqlite_catalog(sql: &str) -> bool {
    let sql = sql.trim_start().to_lowercase();
    ["sqlite_", "pragma_"].iter().any(|name| sql.contains(name)) || sql.starts_with("pragma")
}

fn version(backend: Backend, sql: &str) -> Option<BTreeMap<&'static str, Value>> {
    let (column, value) = match (backend, sql.trim_end_matches(';').to_lowercase().as_str()) {
        (Backend::Postgres, "select version()") => ("version", "PostgreSQL 15.0"),
        (Backend::Postgres, "show server_version") => ("server_version", "15.0"),
        (Backend::Postgres, "show server_version_num") => ("server_version_num", "150000"),
        (Backend::MySql, "select version()") => ("VERSION()", "8.4.0"),
        (Backend::MySql, "select @@version") => ("@@version", "8.4.0"),
        _ => return None,
    };
    Some(BTreeMap::from([(column, value.into())]))
}

fn text(value: &Value) -> Option<String> {
    <String as ValueType>::try_from(value.clone()).ok()
}
