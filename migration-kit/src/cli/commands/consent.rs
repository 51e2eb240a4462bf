//! A question before a database that is not local loses its data.

use std::io::{BufRead as _, IsTerminal as _};

use anstream::eprint;

use crate::cli::args::Args;
use crate::{Error, Target};

/// Asks on a terminal; elsewhere it takes `--yes` or MIGRATE_YES. A local database is its user's own to lose.
pub(super) fn ask(args: &Args, target: &Target, what: &str) -> Result<(), Error> {
    if target.is_local() || args.agreed()? {
        return Ok(());
    }
    if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        eprint!("This will {what} {target}, which is not local. Type yes to go on: ");
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        if read.is_ok() && answer.trim() == "yes" {
            return Ok(());
        }
    }
    Err(Error::Decision {
        message: format!("this would {what} {target}, which is not local; nothing was done"),
        hint: "give --yes, or set MIGRATE_YES=1, if that is what you want".to_owned(),
    })
}
