//! What the page shows: everything that is asked of the database, at once.

use sea_orm::{DatabaseConnection, DbBackend};

use crate::apply::{self, StepStatus, Steps};
use crate::lint::{self, Finding, Recorded};
use crate::record::redact::without_values;
use crate::schema::{Hints, Schema, resolve};
use crate::step::{plan_of, wish_of};
use crate::{Direction, Error, source};

/// What was found.
pub(super) struct Read {
    pub backend: DbBackend,
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
    let backend = db.get_database_backend();
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

    let sql: Vec<Vec<String>> = history
        .iter()
        .map(|status| {
            // Of a step that was undone the ledger still has what undid it.
            let known = (!status.is_pending() || status.is_half_applied())
                .then(|| recorded.remove(&status.version))
                .flatten()
                .filter(|statements| !statements.is_empty());
            known.unwrap_or_else(|| planned(steps, &status.version, backend))
        })
        .collect();
    let of = |(status, statements): (&StepStatus, &Vec<String>)| {
        let wish = steps.get(&status.version).map(|step| wish_of(step, backend, Direction::Up));
        Recorded {
            version: status.version.clone(),
            statements: statements.clone(),
            in_transaction: wish.map_or(backend != DbBackend::MySql, |wish| wish.transaction && !wish.online),
            goes_on: wish.is_some_and(|wish| wish.repeatable),
        }
    };
    let findings = lint::recorded(backend, history.iter().zip(&sql).map(of).collect());
    let steps = history
        .into_iter()
        .zip(sql)
        .zip(findings)
        .map(|((status, sql), findings)| {
            let sql = sql.iter().map(|sql| without_values(backend, sql)).collect();
            Step { status, sql, findings }
        })
        .collect();
    Ok(Read { backend, schema, steps })
}

/// What a step would do, when it is data.
fn planned(steps: &Steps, version: &str, backend: DbBackend) -> Vec<String> {
    let plan = steps.get(version).and_then(|step| plan_of(step, backend, Direction::Up));
    plan.map(|plan| plan.texts()).unwrap_or_default()
}
