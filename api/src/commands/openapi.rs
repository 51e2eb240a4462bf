//! `api openapi`: the document, for generators of clients and for tests.

use migration_kit::Error;

use super::print;
use crate::routes;

pub fn run() -> Result<(), Error> {
    let document = routes::document();
    let text = document.to_pretty_json().map_err(|error| Error::Internal {
        message: format!("cannot write the document: {error}"),
        hint: None,
    })?;
    print(&format!("{text}\n"))
}
