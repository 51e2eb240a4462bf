//! What is made on shadow databases, on each backend: the entities beside the migrations, and the
//! round trip.

use super::{Checked, finding_of};
use crate::Backend;
use crate::cli::commands::catalog::{ENTITIES_AND_MIGRATIONS, unmade};
use crate::cli::commands::findings::{differ, location_of};
use crate::cli::commands::review::backends;
use crate::cli::commands::sides::Made;
use crate::desired::{desired, not_unique};
use crate::dialect::shadow::{self, Place};
use crate::diff::{add_unmanaged, compare};
use crate::lint::Finding;
use crate::plural::plural;
use crate::report::checklist::{ENTITIES_EQUAL_MIGRATIONS, ROUND_TRIP};
use crate::report::{Item, Topic};
use crate::schema::Schema;
use crate::shadow::{RoundTrip, Server, Shadow, current, round_trip};
use crate::witness::Definitions;
use crate::{Error, lint};

const EQUAL: (Topic, &str) =
    (ENTITIES_EQUAL_MIGRATIONS, "entities and migrations make the same schema");
const TRIP: (Topic, &str) =
    (ROUND_TRIP, "every migration goes up and down with rows in the tables");

/// What was read on a backend.
pub(super) struct Read {
    pub backend: Backend,
    pub desired: Option<Schema>,
    pub current: Option<Schema>,
    /// What the server itself says of what the migrations make, where a database is compared with
    /// it.
    pub definitions: Option<Definitions>,
}

/// Adds the items of each backend, and gives what was read on those that have a shadow database.
pub(super) async fn check(
    checked: &Checked<'_>,
    made: &mut Made,
    add: &mut impl FnMut(Item),
) -> Result<Vec<Read>, Error> {
    let servers = Server::from_env(checked.target)?;
    let mut schemas = Vec::new();
    for backend in backends(checked.target, checked.entities) {
        let server = servers.iter().find(|server| server.target().backend() == backend);
        let pair = match (shadow::of(backend).place(), server) {
            (Place::InMemory, _) => made.pair_in_memory().await,
            (Place::OnServer(_), Some(server)) => made.pair_on(server, checked.migrations).await,
            (Place::OnServer(statements), None) => Err(Error::Environment {
                message: "there is no server for a shadow database".to_owned(),
                hint: Some(format!("{} may name one", statements.variable())),
            }),
        };
        match (pair, made.last()) {
            (Ok(()), Some(pair)) => schemas.push(on_backend(checked, pair, add).await),
            (Ok(()), None) => {}
            (Err(error), _) => {
                for (topic, title) in [EQUAL, TRIP] {
                    add(Item::skipped(topic.name, title, error.to_string(), error.hint())
                        .on(backend.name()));
                }
            }
        }
    }
    Ok(schemas)
}

/// Both items of one backend.
async fn on_backend(
    checked: &Checked<'_>,
    (for_entities, for_migrations): &(Shadow, Shadow),
    add: &mut impl FnMut(Item),
) -> Read {
    let (backend, name) = (for_migrations.database(), for_migrations.backend());
    let item =
        |(topic, title): (Topic, &str), findings| Item::of(topic.name, title, findings).on(name);
    let mut read = Read { backend, desired: None, current: None, definitions: None };
    let refused = not_unique(checked.entities).into_iter().map(|of| Finding {
        backends: vec![name],
        object: of.columns.first().cloned(),
        table: Some(of.table.clone()),
        help: Some(of.hint()),
        ..Finding::about(&EQUAL.0, of.to_string())
    });
    let mut findings: Vec<Finding> = refused.collect();
    match desired(checked.entities, for_entities).await {
        Ok(schema) => read.desired = Some(schema),
        Err(error) => findings.push(finding_of(checked, &EQUAL.0, &error)),
    }
    match current(checked.migrations, for_migrations).await {
        Ok(schema) => read.current = Some(schema),
        Err(error) => findings.push(finding_of(checked, &EQUAL.0, &error)),
    }
    if read.current.is_some() && checked.check.live && checked.target.backend() == backend {
        let own = checked.migrations.own_tables();
        let own = own.each_ref().map(String::as_str);
        match for_migrations.definitions(&own).await {
            Ok(definitions) => read.definitions = Some(definitions),
            Err(error) => findings.push(finding_of(checked, &EQUAL.0, &error)),
        }
    }
    if let (Some(desired), Some(current)) = (&mut read.desired, &read.current) {
        add_unmanaged(
            desired,
            current,
            checked.entities.all_unmanaged().iter().map(|object| object.name),
        );
        let differences = compare(backend, desired, current);
        findings.extend(differ(&EQUAL.0, &differences, ENTITIES_AND_MIGRATIONS, checked.entities));
        let own = checked.migrations.own_tables();
        let own = own.each_ref().map(String::as_str);
        match unmade((for_entities, for_migrations), &own, &differences, checked.entities).await {
            Ok(told) => findings.extend(told.into_iter().map(|(subject, line)| Finding {
                backends: vec![name],
                table: subject.table,
                object: Some(subject.name).filter(|name| !name.is_empty()),
                ..Finding::about(&EQUAL.0, line)
            })),
            Err(error) => findings.push(finding_of(checked, &EQUAL.0, &error)),
        }
    }
    add(item(EQUAL, findings));
    let Some(current) = &read.current else {
        let why = "the migrations cannot be applied to an empty database";
        add(Item::skipped(TRIP.0.name, TRIP.1, why, None).on(name));
        return read;
    };
    add(match round_trip(checked.migrations, for_migrations, current).await {
        Ok(trip) => {
            let seen = seen(&trip, checked.migrations.list().len());
            item(TRIP, problems(checked, trip, backend).await).seen(seen)
        }
        Err(error) => item(TRIP, vec![finding_of(checked, &TRIP.0, &error)]),
    });
    read
}

fn seen(trip: &RoundTrip, migrations: usize) -> String {
    let [migrations, rows, tables] = [
        plural(migrations, "migration", "migrations"),
        plural(trip.rows, "row", "rows"),
        plural(trip.tables, "table", "tables"),
    ];
    let mut seen = format!("{migrations}, {rows} in {tables}");
    for (table, why) in &trip.empty {
        seen.push_str(&format!("; {table} stayed empty ({why})"));
    }
    if !trip.compares_each {
        seen.push_str("; the schema was compared at the end alone, because there is much of it");
    }
    seen
}

async fn problems(checked: &Checked<'_>, trip: RoundTrip, backend: Backend) -> Vec<Finding> {
    let mut findings = Vec::new();
    for problem in trip.problems {
        let allowed = match &problem.version {
            Some(version) if problem.is_irreversible => excuse(checked, backend, version).await,
            _ => None,
        };
        findings.push(Finding {
            backends: vec![backend.name()],
            location: problem
                .version
                .as_deref()
                .and_then(|version| location_of(checked.entities, version)),
            version: problem.version,
            table: problem.table,
            allowed,
            ..Finding::about(&TRIP.0, problem.message)
        });
    }
    findings
}

/// Why the migration says that it need not be reversible, if it says so.
async fn excuse(checked: &Checked<'_>, backend: Backend, version: &str) -> Option<String> {
    let review = lint::Review {
        migrations: checked.migrations.list(),
        backend,
        chosen: &|migration| migration == version,
        out_of_order: &|_| false,
        manifest_dir: Some(checked.entities.manifest_dir()),
    };
    let findings =
        lint::review(&review).await.ok()?.into_iter().flat_map(|migration| migration.findings);
    findings
        .filter(|finding| finding.rule == "irreversible-down")
        .find_map(|finding| finding.allowed)
}
