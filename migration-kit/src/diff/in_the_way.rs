//! Views, and rules, triggers and policies, that a server does not let a change pass, and that
//! nobody can make again: in goes what was compared, out comes an error that names them.

use super::OnBackend;
use crate::Error;
use crate::change::in_the_way;

/// Refuses to drop a column, or a table, that one of them reads, and to give it another type and
/// another name at once.
///
/// # Errors
/// [`Error::Decision`] that names each of them, with what it reads.
pub(crate) fn refuse_in_the_way(all: &[OnBackend]) -> Result<(), Error> {
    let mut messages: Vec<String> = Vec::new();
    for on in all {
        for (name, read) in in_the_way(&on.before, &on.after, &on.changes, &on.renames) {
            let backend = on.backend.name();
            messages.push(format!(
                "the {name} reads {read}, which is dropped or changes its type ({backend})"
            ));
        }
    }
    if messages.is_empty() {
        return Ok(());
    }
    Err(Error::Decision { message: messages.join("; "), hint: HINT.to_owned() })
}

const HINT: &str = "nothing was written; declare it as it is to be, with `.statement_on(…)` beside the entities, and it is made \
    again so; or drop or change it in a migration before this one: `generate NAME --empty` makes a blank migration. What is \
    renamed too is renamed in an earlier migration";
