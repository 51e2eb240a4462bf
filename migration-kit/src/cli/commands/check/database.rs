//! What the user's database says: its record of the migrations, and with `--live` its schema. Reads
//! only.

use sea_orm::ConnectionTrait as _;

use super::schemas::Read;
use super::{Checked, finding_of};
use crate::Backend;
use crate::Error;
use crate::apply::{MigrationStatus, Session, State};
use crate::cli::commands::catalog::{Catalog, Differences};
use crate::cli::commands::findings::{differ, open};
use crate::connect::open_on_server;
use crate::dialect::schemas;
use crate::lint::Finding;
use crate::report::checklist::{HISTORY, LIVE};
use crate::report::{Item, Topic};

const RECORDED: (Topic, &str) =
    (HISTORY, "no migration is modified, out of order or partially applied");
const SAME: (Topic, &str) = (LIVE, "the database has the schema that the migrations make");

/// The state of every migration.
///
/// # Errors
/// What is in the way of it, such as that there is no database.
pub(super) async fn history(checked: &Checked<'_>) -> Result<Vec<MigrationStatus>, Error> {
    if checked.target.is_missing_file() {
        return Err(Error::Environment {
            message: format!("there is no database {}", checked.target),
            hint: None,
        });
    }
    Session::look(checked.target, checked.migrations, checked.check.reading.options()?).await
}

/// Whether the record and the migrations agree; pending migrations are fine.
pub(super) fn recorded(
    checked: &Checked<'_>,
    history: &Result<Vec<MigrationStatus>, Error>,
) -> Item {
    let (topic, title) = RECORDED;
    match history {
        Ok(history) => {
            let fine = |migration: &MigrationStatus| {
                matches!(migration.state, State::Applied | State::Pending)
            };
            let applied =
                history.iter().filter(|migration| migration.state == State::Applied).count();
            let seen = format!(
                "{applied} of {} migrations are applied to {}",
                history.len(),
                checked.target
            );
            Item::of(
                topic.name,
                title,
                open(history, checked.entities, |migration| !fine(migration)),
            )
            .seen(seen)
        }
        Err(error) => Item::skipped(topic.name, title, error.to_string(), error.hint()),
    }
}

/// Whether its schema is that of the migrations. It was asked for, so what is in the way is a
/// failure.
pub(super) async fn live(
    checked: &Checked<'_>,
    history: &Result<Vec<MigrationStatus>, Error>,
    schemas: &[Read],
) -> Item {
    let (topic, title) = SAME;
    let history = match history {
        Ok(history) => history,
        Err(error) => return Item::of(topic.name, title, vec![finding_of(checked, &topic, error)]),
    };
    let pending = open(history, checked.entities, MigrationStatus::is_pending);
    if !pending.is_empty() {
        return Item::of(topic.name, title, pending);
    }
    let backend = checked.target.backend();
    let read_there = schemas.iter().find(|read| read.backend == backend);
    let Some(current) =
        read_there.and_then(|read| Some((read.current.as_ref()?, read.definitions.as_ref()?)))
    else {
        let why = format!("the migrations could not be replayed on {}", backend.name());
        return Item::skipped(topic.name, title, why, None);
    };
    match read(checked).await {
        Ok(live) => {
            let sides = ["the migrations", "the database"];
            let differences = Differences::of(backend, current, &live);
            let mut findings = differ(&topic, &differences.read, sides, checked.entities);
            findings.extend(differences.told.iter().map(|told| Finding {
                backends: vec![backend.name()],
                table: told.subject.table.clone(),
                object: Some(told.subject.name.clone()).filter(|name| !name.is_empty()),
                ..Finding::about(&topic, told.between(sides))
            }));
            let seen = std::iter::once(checked.target.to_string()).chain(differences.notes);
            Item::of(topic.name, title, findings).seen(seen.collect::<Vec<_>>().join("; "))
        }
        Err(error) => Item::of(topic.name, title, vec![finding_of(checked, &topic, &error)]),
    }
}

/// The schema of the database, without the record of the migrations.
async fn read(checked: &Checked<'_>) -> Result<Catalog, Error> {
    let db = open_on_server(checked.target, None).await?;
    let path = checked.check.reading.options()?.search_path();
    let read = async {
        let set = path.and_then(|path| schemas::of(Backend::of(&db)).set_search_path(&path));
        if let Some(statement) = set {
            db.query_one_raw(statement).await?;
        }
        let own = checked.migrations.own_tables();
        Catalog::read(&db, &own.each_ref().map(String::as_str)).await
    };
    let read = read.await;
    // The connection has served its purpose, whatever its end says.
    let _ = db.close_by_ref().await;
    let doing = "read the database's schema".to_owned();
    read.map_err(|source| Error::Database { doing, source, hint: None })
}
