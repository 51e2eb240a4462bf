//! What the page shows: everything that is asked of the database, at once.

use std::collections::HashMap;

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigrationTrait;

use crate::Backend;
use crate::apply::{self, MigrationStatus, Migrations, Options, State};
use crate::dialect::ddl;
use crate::introspect::live;
use crate::lint::{self, Finding, Recorded};
use crate::migration::printed::{Frame, Manner, printed};
use crate::migration::{Plan, mode_of, plan_of};
use crate::record::Recorder;
use crate::record::redact::without_values;
use crate::schema::{ColumnTypes, Schema, resolve};
use crate::{Direction, Error};

/// What was found.
pub(super) struct Read {
    pub backend: Backend,
    pub schema: Schema,
    /// In the order of the history.
    pub migrations: Vec<Migration>,
}

/// One migration.
pub(super) struct Migration {
    pub status: MigrationStatus,
    /// What it did, or would do, without values; empty where that is not known.
    pub sql: Vec<String>,
    pub findings: Vec<Finding>,
}

/// Three looks: the two records, the recorded SQL, the catalog.
pub(super) async fn read(db: &DatabaseConnection, migrations: &Migrations) -> Result<Read, Error> {
    let backend = Backend::of(db);
    let history = apply::status_of(db, migrations).await?;
    let mut recorded = apply::recorded(db, migrations).await?;
    let own = migrations.own_tables();
    let ignored: Vec<&str> = own.iter().map(String::as_str).collect();
    let schema = live(db, &ignored).await;
    let mut schema = schema.map_err(|source| Error::Database {
        doing: "read the catalog".to_owned(),
        source,
        hint: Some("the role of the server needs the right to read it".to_owned()),
    })?;
    resolve(&mut [(backend, &mut schema)], &ColumnTypes::default());

    let mut told = Vec::new();
    let mut rebuilds = rebuilds(migrations, backend).await;
    for status in &history {
        let version = status.version.as_str();
        let migration = migrations.get(version);
        let mode = migration.map(|migration| mode_of(migration, backend, Direction::Up));
        let in_transaction =
            mode.map_or(ddl::of(backend).transactional(), |mode| mode.in_transaction());
        // The code says what has run, unless it says something else now. Of a migration that is
        // partially applied the record tells which way it went, and of one that was rolled back it
        // still has what rolled it back.
        let is_as_recorded =
            matches!(status.state, State::Applied | State::Pending | State::OutOfOrder);
        let plan = migration.and_then(|migration| plan_of(migration, backend, Direction::Up));
        let known = (!status.is_pending() || status.is_partially_applied())
            .then(|| recorded.remove(version))
            .flatten()
            .filter(|statements| !statements.is_empty());
        let plan = plan.filter(|_| is_as_recorded || known.is_none());
        let manner = Manner {
            in_transaction,
            rebuilds: plan.as_ref().is_some_and(Plan::rebuilds),
            is_patient: mode.is_some_and(|mode| mode.online),
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
            goes_on: mode.is_some_and(|mode| mode.repeatable),
        };
        told.push((sql, recorded));
    }
    let (sql, told): (Vec<Vec<String>>, Vec<Recorded>) = told.into_iter().unzip();
    let findings = lint::recorded(backend, told);
    let migrations = history.into_iter().zip(sql).zip(findings);
    let migrations =
        migrations.map(|((status, sql), findings)| Migration { status, sql, findings }).collect();
    Ok(Read { backend, schema, migrations })
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

/// The statements of the rebuilds of each migration, of which there are some on SQLite alone. The
/// migrations that are data are replayed on a database in memory, up to the last one that rebuilds
/// a table; where an async one is missing there, and a rebuild stumbles over that, it is not known.
async fn rebuilds(migrations: &Migrations, backend: Backend) -> HashMap<String, Vec<Vec<String>>> {
    let mut known = HashMap::new();
    if !ddl::of(backend).rebuilds() {
        return known;
    }
    let plan = |migration: &dyn MigrationTrait| plan_of(migration, backend, Direction::Up);
    let rebuilds =
        |migration: &dyn MigrationTrait| plan(migration).is_some_and(|plan| plan.rebuilds());
    let Some(last) = migrations.list().iter().rposition(|migration| rebuilds(migration.as_ref()))
    else {
        return known;
    };
    let Ok(mut recorder) = Recorder::once(backend) else { return known };
    for migration in migrations
        .list()
        .iter()
        .take(last + 1)
        .filter(|migration| plan(migration.as_ref()).is_some())
    {
        if let Ok(recording) = recorder.attempt(migration.as_ref(), Direction::Up).await {
            known.insert(migration.name().to_owned(), recording.rebuilds);
        }
    }
    known
}
