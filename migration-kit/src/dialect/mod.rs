//! What the kit knows of each backend: a folder for each, and beside the folders a file for each
//! facet, which is the trait that all of them keep. In goes a backend, `text::of(backend)`; out
//! comes what answers for it. Nothing else in the kit decides anything by which backend it is.
//!
//! A facet stands on the floor below the room that asks it, so that the facets are no floor
//! together. A fourth backend is a folder with a file for each facet, a line in [`of`] and its name
//! in [`Backend`].

pub(crate) mod action;
#[cfg(feature = "generate")]
pub(crate) mod cast;
#[cfg(feature = "generate")]
pub(crate) mod change;
#[cfg(feature = "cli")]
pub(crate) mod cli;
#[cfg(feature = "generate")]
pub(crate) mod codegen;
#[cfg(feature = "generate")]
pub(crate) mod column;
#[cfg(feature = "generate")]
pub(crate) mod compare;
#[cfg(any(feature = "generate", feature = "page"))]
pub(crate) mod ddl;
#[cfg(feature = "generate")]
pub(crate) mod definition;
#[cfg(feature = "generate")]
pub(crate) mod entities;
#[cfg(feature = "generate")]
pub(crate) mod literal;
pub(crate) mod lookup;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
pub(crate) mod names;
#[cfg(feature = "generate")]
pub(crate) mod neutral;
pub(crate) mod on_table;
pub(crate) mod online;
pub(crate) mod portable;
#[cfg(feature = "page")]
pub(crate) mod printed;
#[cfg(feature = "generate")]
pub(crate) mod reach;
#[cfg(feature = "cli")]
pub(crate) mod rows;
#[cfg(feature = "generate")]
pub(crate) mod shadow;
#[cfg(feature = "testing")]
pub(crate) mod testing;
pub(crate) mod text;
#[cfg(feature = "generate")]
pub(crate) mod translate;

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
