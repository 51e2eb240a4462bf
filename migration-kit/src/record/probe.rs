//! The questions about a catalog that a model can answer.

use std::collections::BTreeMap;

use sea_orm::sea_query::ValueType;
use sea_orm::{Statement, Value};

use super::model::{Found, Model};
use crate::Backend;
use crate::dialect::record;
use crate::sql::ident;

/// The row that answers a question.
pub(super) struct Answer {
    pub(super) row: BTreeMap<&'static str, Value>,
    /// Whether it is the answer of every database with that history.
    pub(super) certain: bool,
}

/// Answers a probe of SeaORM's `SchemaManager`, or the question for the server's version.
pub(super) fn answer(model: &Model, statement: &Statement) -> Option<Answer> {
    let sql = statement.sql.as_str();
    if let Some(row) = version(model.backend, sql) {
        return Some(Answer { row, certain: true });
    }
    let probe = sql.strip_prefix("SELECT COUNT(*) > 0 AS ")?;
    let is_named = |name: &&str| probe.starts_with(&ident(model.backend, name));
    let name = ["has_table", "has_column", "has_index"].into_iter().find(is_named)?;
    let values: Vec<String> = statement.values.as_ref()?.0.iter().filter_map(text).collect();
    let Found { yes, certain } = match (name, values.as_slice()) {
        ("has_table", [.., table]) => model.has_table(table),
        ("has_column", [.., table, column]) => model.has_column(table, column),
        ("has_index", [.., table, index]) => model.has_index(table, index),
        _ => return None,
    };
    Some(Answer { row: BTreeMap::from([(name, yes.into())]), certain })
}

/// Whether a query asks for what SQLite knows of its schema and its settings, and not for rows.
pub(super) fn reads_sqlite_catalog(sql: &str) -> bool {
    let sql = sql.trim_start().to_lowercase();
    ["sqlite_", "pragma_"].iter().any(|name| sql.contains(name)) || sql.starts_with("pragma")
}

fn version(backend: Backend, sql: &str) -> Option<BTreeMap<&'static str, Value>> {
    let question = sql.trim_end_matches(';').to_lowercase();
    let (column, value) = record::of(backend).version(&question)?;
    Some(BTreeMap::from([(column, value.into())]))
}

fn text(value: &Value) -> Option<String> {
    <String as ValueType>::try_from(value.clone()).ok()
}
