//! The schema that the migrations make.

use super::{Scratch, catalog};
use crate::Error;
use crate::apply::{Session, Steps};
use crate::schema::Schema;

/// Runs every step on a throw-away database and reads what they have made, without the record of the steps.
///
/// # Errors
/// [`Error::Step`] for a step that fails there, [`Error::Database`] when the database cannot be read.
pub async fn replayed(steps: &Steps, scratch: &Scratch) -> Result<Schema, Error> {
    Session::scratch(scratch.connection()).up(steps, None).await?;
    let read = catalog::read(scratch.connection(), &[&steps.table_name()]).await;
    read.map_err(|source| Error::Database {
        doing: "read the throw-away database".to_owned(),
        source,
        hint: None,
    })
}
