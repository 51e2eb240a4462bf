//! The current schema: migrations go in, the schema that they make on a shadow database comes out.

use sea_orm::DbErr;

use super::{Shadow, unread};
use crate::Backend;
use crate::Error;
use crate::apply::{Migrations, replay};
use crate::error::reason;
use crate::introspect::live;
use crate::record::Recorder;
use crate::schema::Schema;
use crate::stage::timed;

/// Runs every migration on a shadow database and reads what they have made, without the record of
/// the migrations.
///
/// # Errors
/// [`Error::Migration`] for a migration that fails there, [`Error::Database`] when the database
/// cannot be read.
pub async fn current(migrations: &Migrations, shadow: &Shadow) -> Result<Schema, Error> {
    let replay = replay(shadow.connection(), migrations);
    let replay = timed("replay the migrations", shadow.backend(), replay);
    match replay.await {
        Err(Error::Migration { version, direction, source, left }) => {
            let sql = sql_of(migrations, &version, shadow.database()).await.unwrap_or_default();
            let text =
                format!("on the {} shadow database: {}{sql}", shadow.backend(), reason(&source));
            return Err(Error::Migration {
                version,
                direction,
                source: DbErr::Migration(text),
                left,
            });
        }
        other => other?,
    };
    let read =
        live(shadow.connection(), &migrations.own_tables().each_ref().map(String::as_str)).await;
    read.map_err(unread)
}

/// The SQL of a migration that failed, which a driver's error does not hold: on SQLite the
/// statement that did, on a server all of them, because nothing fails in a recording there.
async fn sql_of(migrations: &Migrations, failed: &str, backend: Backend) -> Option<String> {
    let mut recorder = Recorder::new(backend).ok()?;
    for migration in migrations.list() {
        let recording = recorder.up(migration.as_ref()).await;
        if migration.name() == failed {
            let statements = match recording {
                Ok(recording) => {
                    recording.statements.into_iter().map(|recorded| recorded.sql).collect()
                }
                Err(_) => vec![recorder.last_statement()?],
            };
            return Some(format!(" (`{}`)", statements.join("; ")));
        }
    }
    None
}
