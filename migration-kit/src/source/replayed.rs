//! The schema that the migrations make.

use sea_orm::DbErr;

use super::stage::timed;
use super::{Scratch, catalog};
use crate::Backend;
use crate::Error;
use crate::apply::{Steps, replay};
use crate::error::reason;
use crate::record::Recorder;
use crate::schema::Schema;

/// Runs every step on a throw-away database and reads what they have made, without the record of the steps.
///
/// # Errors
/// [`Error::Step`] for a step that fails there, [`Error::Database`] when the database cannot be read.
pub async fn replayed(steps: &Steps, scratch: &Scratch) -> Result<Schema, Error> {
    let replay = replay(scratch.connection(), steps);
    let replay = timed("replay the steps", scratch.backend(), replay);
    match replay.await {
        Err(Error::Step { version, direction, source, rolled_back }) => {
            let sql = sql_of(steps, &version, scratch.database()).await.unwrap_or_default();
            let text = format!("on a throw-away {} database: {}{sql}", scratch.backend(), reason(&source));
            return Err(Error::Step { version, direction, source: DbErr::Migration(text), rolled_back });
        }
        other => other?,
    };
    let read = catalog::read(scratch.connection(), &steps.own_tables().each_ref().map(String::as_str)).await;
    read.map_err(|source| Error::Database {
        doing: "read the throw-away database".to_owned(),
        source,
        hint: None,
    })
}

/// The SQL of a step that failed, which a driver's error does not hold: on SQLite the statement that did, on a server all of
/// them, because nothing fails in a recording there.
async fn sql_of(steps: &Steps, failed: &str, backend: Backend) -> Option<String> {
    let mut recorder = Recorder::new(backend).ok()?;
    for step in steps.list() {
        let recording = recorder.up(step.as_ref()).await;
        if step.name() == failed {
            let statements = match recording {
                Ok(recording) => recording.statements.into_iter().map(|recorded| recorded.sql).collect(),
                Err(_) => vec![recorder.last_statement()?],
            };
            return Some(format!(" (`{}`)", statements.join("; ")));
        }
    }
    None
}
