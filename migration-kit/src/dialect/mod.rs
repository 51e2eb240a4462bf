//! What the kit knows of each backend: a folder for each, and beside the folders a file for each
//! facet, which is the trait that all of them keep. In goes a backend, `text::of(backend)`; out
//! comes what answers for it. Nothing else in the kit decides anything by which backend it is.
//!
//! A facet stands on the floor below the room that asks it, so that the facets are no floor
//! together. A fourth backend is a folder with a file for each facet, a line in [`of`] and its name
//! in [`Backend`].

#[cfg(feature = "cli")]
pub(crate) mod client;
#[cfg(feature = "cli")]
pub(crate) mod environment;
pub(crate) mod fresh;
pub(crate) mod history;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
pub(crate) mod names;
pub(crate) mod script;
pub(crate) mod session;
pub(crate) mod text;
pub(crate) mod transaction;

mod mysql;
mod postgres;
mod sqlite;

/// MySQL and MariaDB.
pub(crate) struct MySql;
/// PostgreSQL.
pub(crate) struct Postgres;
/// SQLite.
pub(crate) struct Sqlite;

/// What answers for a backend, as the trait of a facet.
macro_rules! of {
    ($facet:ident) => {
        /// What answers for that backend.
        pub(crate) fn of(backend: $crate::Backend) -> &'static dyn $facet {
            match backend {
                $crate::Backend::MySql => &$crate::dialect::MySql,
                $crate::Backend::Postgres => &$crate::dialect::Postgres,
                $crate::Backend::Sqlite => &$crate::dialect::Sqlite,
            }
        }
    };
}
use of;
