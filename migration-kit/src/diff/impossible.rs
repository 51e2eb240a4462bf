//! Types between which no cast leads, such as a number and a UUID: what the rows get instead only a
//! person can write. In: what was compared. Out: an error that names the columns.

use super::OnBackend;
use crate::Error;
use crate::change::{Change, impossible};
use crate::schema::member;

/// Refuses changes of a column to a type that nothing makes of its values.
///
/// # Errors
/// [`Error::Decision`] that names each of them, with its backend.
pub(crate) fn refuse_impossible(all: &[OnBackend]) -> Result<(), Error> {
    let mut messages: Vec<String> = Vec::new();
    for on in all {
        for change in &on.changes {
            let Change::Column(change) = change else { continue };
            let (Some(old), Some(new)) = (&change.before, &change.after) else { continue };
            if let Some(why) = impossible(on.backend, old, new) {
                messages.push(format!(
                    "the column {} cannot change from {} to {} on {}: {why}",
                    member(&change.table, &new.name),
                    old.ty,
                    new.ty,
                    on.backend.name()
                ));
            }
        }
    }
    if messages.is_empty() {
        return Ok(());
    }
    Err(Error::Decision { message: messages.join("; "), hint: HINT.to_owned() })
}

const HINT: &str = "nothing was written; give the new column another name, and drop the old one: `generate` asks what \
    existing rows get. Or by hand: `generate NAME --empty` makes a blank migration";
