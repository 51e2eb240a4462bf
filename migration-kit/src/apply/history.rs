//! The database's side, joined with the code's: which step is in which state.

use std::collections::HashMap;

use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{Alias, Order, Query};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use serde::Serialize;

use super::Steps;
use super::session::doing;
use crate::Error;
use crate::error::{code, reason};

/// The state of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Recorded, and in the code.
    Applied,
    /// In the code, newer than every applied step.
    Pending,
    /// In the code and not applied, though a step behind it in the list is: it came in late, from a branch.
    Late,
    /// Recorded, but not in the code: it came from a newer image or another branch.
    Missing,
}

impl State {
    /// The word for people and for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Pending => "pending",
            Self::Late => "late",
            Self::Missing => "missing",
        }
    }
}

/// One line of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepStatus {
    /// The step's version: the stem of its file.
    pub version: String,
    /// Its state.
    pub state: State,
    /// When it was applied, to the second.
    pub applied_at: Option<DateTimeUtc>,
}

impl StepStatus {
    /// True when `up` would run the step.
    pub fn is_pending(&self) -> bool {
        matches!(self.state, State::Pending | State::Late)
    }
}

/// Reads the record with one `SELECT`. A missing table means that nothing was ever applied.
pub(super) async fn read(db: &impl ConnectionTrait, steps: &Steps) -> Result<Vec<StepStatus>, Error> {
    let (version, applied_at) = (Alias::new("version"), Alias::new("applied_at"));
    let select = Query::select()
        .columns([version.clone(), applied_at])
        .from(steps.table.clone())
        .order_by(version, Order::Asc)
        .to_owned();
    let rows = match db.query_all(&select).await {
        Ok(rows) => rows,
        Err(e) if is_missing_table(db.get_database_backend(), &e) => {
            has_a_schema(db).await?;
            Vec::new()
        }
        Err(e) => return Err(failed(steps, e)),
    };
    let records = rows
        .iter()
        .map(|row| Ok((row.try_get("", "version")?, row.try_get("", "applied_at")?)))
        .collect::<Result<Vec<(String, i64)>, DbErr>>()
        .map_err(|e| failed(steps, e))?;
    let code: Vec<&str> = steps.list.iter().map(|step| step.name()).collect();
    Ok(join(&code, records))
}

fn failed(steps: &Steps, source: DbErr) -> Error {
    doing(format!("read the table {}", steps.table), source)
}

/// On PostgreSQL a search path without an existing schema hides every table, which is not the same as having none.
async fn has_a_schema(db: &impl ConnectionTrait) -> Result<(), Error> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let ask = Statement::from_string(DbBackend::Postgres, "SELECT current_schema()::text");
    let row = db.query_one_raw(ask).await.map_err(|e| doing("find the current schema".to_owned(), e))?;
    match row.and_then(|row| row.try_get_by_index::<Option<String>>(0).ok().flatten()) {
        Some(_) => Ok(()),
        None => Err(Error::Config {
            message: "the connection's search path names no schema that exists".to_owned(),
            hint: Some("create the schema, or name one that exists with -s or DATABASE_SCHEMA".to_owned()),
        }),
    }
}

/// Whether the query failed because its table does not exist: SQLSTATE 42P01 on PostgreSQL, 42S02 on MySQL; SQLite
/// has one code for every error of a statement's text, so there the message decides.
fn is_missing_table(backend: DbBackend, error: &DbErr) -> bool {
    match backend {
        DbBackend::Postgres => code(error).as_deref() == Some("42P01"),
        DbBackend::MySql => code(error).as_deref() == Some("42S02"),
        _ => reason(error).contains("no such table"),
    }
}

/// The code's order, with the recorded steps that the code lacks put in by version.
fn join(code: &[&str], records: Vec<(String, i64)>) -> Vec<StepStatus> {
    let known: HashMap<&str, i64> = records.iter().map(|(version, at)| (version.as_str(), *at)).collect();
    let newest_applied = code.iter().rposition(|version| known.contains_key(version));
    let mut all: Vec<StepStatus> = code
        .iter()
        .enumerate()
        .map(|(at, version)| {
            let applied_at = known.get(version).copied();
            let state = match applied_at {
                Some(_) => State::Applied,
                None if newest_applied.is_some_and(|newest| at < newest) => State::Late,
                None => State::Pending,
            };
            status(version, state, applied_at)
        })
        .collect();
    for (version, at) in &records {
        if !code.contains(&version.as_str()) {
            let place = all.iter().position(|step| step.version > *version).unwrap_or(all.len());
            all.insert(place, status(version, State::Missing, Some(*at)));
        }
    }
    all
}

/// The history of a database that does not exist yet.
pub(super) fn never_migrated(steps: &Steps) -> Vec<StepStatus> {
    steps.list.iter().map(|step| status(step.name(), State::Pending, None)).collect()
}

fn status(version: &str, state: State, applied_at: Option<i64>) -> StepStatus {
    let applied_at = applied_at.and_then(|seconds| DateTimeUtc::from_timestamp(seconds, 0));
    StepStatus { version: version.to_owned(), state, applied_at }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Renders the join of a code list and a record as one word per step.
    fn check(code: &[&str], recorded: &[&str], expected: &str) {
        let records = recorded.iter().map(|version| ((*version).to_owned(), 0)).collect();
        let all = join(code, records);
        let words: Vec<String> = all.iter().map(|s| format!("{}={}", s.version, s.state.as_str())).collect();
        assert_eq!(words.join(" "), expected);
    }

    #[test]
    fn every_state_is_told_apart() {
        check(&["a", "b"], &[], "a=pending b=pending");
        check(&["a", "b"], &["a", "b"], "a=applied b=applied");
        check(&["a", "b"], &["a"], "a=applied b=pending");
        check(&["a", "b", "c"], &["a", "c"], "a=applied b=late c=applied");
        check(&["a", "c"], &["a", "b", "c"], "a=applied b=missing c=applied");
        check(&["a", "b"], &["a", "b", "z"], "a=applied b=applied z=missing");
        check(&[], &["a"], "a=missing");
    }
}
