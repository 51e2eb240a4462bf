//! What the page shows: everything that is asked of the database, at once.

use std::collections::HashMap;

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigrationTrait;

use crate::Backend;
use crate::apply::{self, Options, State, StepStatus, Steps};
use crate::lint::{self, Finding, Recorded};
use crate::record::Recorder;
use crate::record::redact::without_values;
use crate::schema::{Hints, Schema, resolve};
use crate::step::printed::{Frame, Manner, printed};
use crate::step::{Plan, plan_of, wish_of};
use crate::{Direction, Error, source};

/// What was found.
pub(super) struct Read {
    pub backend: Backend,
    pub schema: Schema,
    /// In the order of the history.
    pub steps: Vec<Step>,
}

/// One step.
pub(super) struct Step {
    pub status: StepStatus,
    /// What it did, or would do, without values; empty where that is not known.
    pub sql: Vec<String>,
    pub findings: Vec<Finding>,
}

/// Three looks: the two records, the recorded SQL, the catalog.
pub(super) async fn read(db: &DatabaseConnection, steps: &Steps) -> Result<Read, Error> {
    let backend = Backend::of(db);
    let history = apply::status_of(db, steps).await?;
    let mut recorded = apply::recorded(db, steps).await?;
    let own = steps.own_tables();
    let ignored: Vec<&str> = own.iter().map(String::as_str).collect();
    let schema = source::live(db, &ignored).await;
    let mut schema = schema.map_err(|source| Error::Database {
        doing: "read the catalog".to_owned(),
        source,
        hint: Some("the role of the server needs the right to read it".to_owned()),
    })?;
    resolve(&mut [(backend, &mut schema)], &Hints::default());

    let mut told = Vec::new();
    let mut rebuilds = rebuilds(steps, backend).await;
    for status in &history {
        let version = status.version.as_str();
        let step = steps.get(version);
        let wish = step.map(|step| wish_of(step, backend, Direction::Up));
        let in_transaction = wish.map_or(backend != Backend::MySql, |wish| wish.transaction && !wish.online);
        // The code says what has run, unless it says something else now. Of a step that is half-applied the record tells which way
        // it went, and of one that was undone it still has what undid it.
        let is_as_recorded = matches!(status.state, State::Applied | State::Pending | State::Late);
        let plan = step.and_then(|step| plan_of(step, backend, Direction::Up));
        let known = (!status.is_pending() || status.is_half_applied())
            .then(|| recorded.remove(version))
            .flatten()
            .filter(|statements| !statements.is_empty());
        let plan = plan.filter(|_| is_as_recorded || known.is_none());
        let manner = Manner {
            in_transaction,
            rebuilds: plan.as_ref().is_some_and(Plan::rebuilds),
            is_patient: wish.is_some_and(|wish| wish.online),
            patience: Options::default().table_lock_timeout,
        };
        let sql = match &plan {
            Some(plan) => shown(plan, rebuilds.remove(version), manner),
            None => known.iter().flatten().map(|sql| without_values(backend, sql)).collect(),
        };
        let recorded = Recorded {
            version: version.to_owned(),
            plan,
            statements: known.unwrap_or_default(),
            in_transaction,
            goes_on: wish.is_some_and(|wish| wish.repeatable),
        };
        told.push((sql, recorded));
    }
    let (sql, told): (Vec<Vec<String>>, Vec<Recorded>) = told.into_iter().unzip();
    let findings = lint::recorded(backend, told);
    let steps = history.into_iter().zip(sql).zip(findings);
    let steps = steps.map(|((status, sql), findings)| Step { status, sql, findings }).collect();
    Ok(Read { backend, schema, steps })
}

/// What a plan does, without values.
fn shown(plan: &Plan, rebuilds: Option<Vec<Vec<String>>>, manner: Manner) -> Vec<String> {
    let Some(rebuilds) = rebuilds.or_else(|| (!plan.rebuilds()).then(Vec::new)) else {
        return apply::shown(plan);
    };
    let own = printed(plan, &rebuilds, manner).concat();
    let is_framed = manner.rebuilds || !manner.in_transaction;
    let frame = if is_framed { Frame::of(plan.on_backend(), manner) } else { Frame::default() };
    let all = frame.before.into_iter().chain(own).chain(frame.after);
    all.map(|sql| without_values(plan.on_backend(), &sql)).collect()
}

/// SQLite: the statements of the rebuilds of each step. The steps that are data are replayed on a database in memory, up to the
/// last one that rebuilds a table; where an async one is missing there, and a rebuild stumbles over that, it is not known.
async fn rebuilds(steps: &Steps, backend: Backend) -> HashMap<String, Vec<Vec<String>>> {
    let mut known = HashMap::new();
    if backend != Backend::Sqlite {
        return known;
    }
    let plan = |step: &dyn MigrationTrait| plan_of(step, backend, Direction::Up);
    let rebuilds = |step: &dyn MigrationTrait| plan(step).is_some_and(|plan| plan.rebuilds());
    let Some(last) = steps.list().iter().rposition(|step| rebuilds(step.as_ref())) else { return known };
    let Ok(mut recorder) = Recorder::once(backend) else { return known };
    for step in steps.list().iter().take(last + 1).filter(|step| plan(step.as_ref()).is_some()) {
        if let Ok(recording) = recorder.attempt(step.as_ref(), Direction::Up).await {
            known.insert(step.name().to_owned(), recording.rebuilds);
        }
    }
    known
}
