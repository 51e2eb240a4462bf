//! The schema that the migrations make.

use sea_orm::DbErr;

use super::stage::timed;
use super::{Scratch, catalog};
use crate::Error;
use crate::apply::{Session, Steps};
use crate::error::reason;
use crate::schema::Schema;

/// Runs every step on a throw-away database and reads what they have made, without the record of the steps.
///
/// # Errors
/// [`Error::Step`] for a step that fails there, [`Error::Database`] when the database cannot be read.
pub async fn replayed(steps: &Steps, scratch: &Scratch) -> Result<Schema, Error> {
    let session = Session::scratch(scratch.connection());
    let replay = timed("replay the steps", scratch.backend(), session.replay(steps));
    replay.await.map_err(|error| match error {
        Error::Step { version, direction, source, rolled_back } => {
            let text = format!("on a throw-away {} database: {}", scratch.backend(), reason(&source));
            Error::Step { version, direction, source: DbErr::Migration(text), rolled_back }
        }
        other => other,
    })?;
    let read = catalog::read(scratch.connection(), &[&steps.table_name()]).await;
    read.map_err(|source| Error::Database {
        doing: "read the throw-away database".to_owned(),
        source,
        hint: None,
    })
}
