//! What the kit knows of each backend: a folder for each, and beside the folders a file for each
//! facet, which is the trait that all of them keep. In goes a backend, `text::of(backend)`; out
//! comes what answers for it. Nothing else in the kit decides anything by which backend it is.
//!
//! A facet stands on the floor below the room that asks it, so that the facets are no floor
//! together. A fourth backend is a folder with a file for each facet, a line in [`of`] and its name
//! in [`Backend`].

#[cfg(any(feature = "sqlx-postgres", feature = "sqlx-mysql"))]
mod address;
pub(crate) mod blocker;
#[cfg(feature = "generate")]
pub(crate) mod cast;
#[cfg(feature = "lint")]
pub(crate) mod catalog;
#[cfg(feature = "generate")]
pub(crate) mod change;
#[cfg(feature = "cli")]
pub(crate) mod client;
#[cfg(any(feature = "sqlx-postgres", feature = "sqlx-mysql"))]
mod clients;
#[cfg(feature = "generate")]
pub(crate) mod codegen;
#[cfg(feature = "generate")]
pub(crate) mod column;
#[cfg(feature = "generate")]
pub(crate) mod compare;
pub(crate) mod ddl;
#[cfg(feature = "generate")]
pub(crate) mod definition;
pub(crate) mod driver;
#[cfg(feature = "lint")]
pub(crate) mod effects;
#[cfg(feature = "generate")]
pub(crate) mod entities;
pub(crate) mod enums;
#[cfg(feature = "cli")]
pub(crate) mod environment;
pub(crate) mod execution;
#[cfg(feature = "generate")]
pub(crate) mod expressions;
#[cfg(feature = "generate")]
pub(crate) mod family;
pub(crate) mod fresh;
pub(crate) mod held;
pub(crate) mod history;
pub(crate) mod lease;
#[cfg(feature = "lint")]
pub(crate) mod lint;
#[cfg(feature = "generate")]
pub(crate) mod literal;
pub(crate) mod lock;
pub(crate) mod lookup;
#[cfg(feature = "lint")]
pub(crate) mod names;
#[cfg(feature = "generate")]
pub(crate) mod neutral;
pub(crate) mod on_table;
pub(crate) mod online;
pub(crate) mod parse;
#[cfg(feature = "generate")]
pub(crate) mod parsers;
pub(crate) mod pooler;
pub(crate) mod portable;
#[cfg(feature = "page")]
pub(crate) mod printed;
#[cfg(feature = "generate")]
pub(crate) mod reach;
pub(crate) mod record;
#[cfg(feature = "lint")]
pub(crate) mod retype;
#[cfg(feature = "generate")]
pub(crate) mod rows;
pub(crate) mod schemas;
pub(crate) mod session;
#[cfg(any(feature = "sqlx-postgres", feature = "sqlx-mysql"))]
mod session_lock;
#[cfg(feature = "generate")]
pub(crate) mod shadow;
#[cfg(feature = "generate")]
pub(crate) mod sizes;
pub(crate) mod state;
#[cfg(feature = "testing")]
pub(crate) mod testing;
pub(crate) mod text;
pub(crate) mod transaction;
#[cfg(feature = "generate")]
pub(crate) mod translate;
#[cfg(feature = "lint")]
pub(crate) mod types;
pub(crate) mod url;
#[cfg(feature = "generate")]
pub(crate) mod witness;

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

/// The same of a facet that needs the driver: nothing answers where it was not compiled in.
macro_rules! of_driver {
    ($facet:ident) => {
        /// What answers for that backend, if its driver was compiled in.
        pub(crate) fn of(backend: $crate::Backend) -> Option<&'static dyn $facet> {
            match backend {
                #[cfg(feature = "sqlx-mysql")]
                $crate::Backend::MySql => Some(&$crate::dialect::MySql),
                #[cfg(feature = "sqlx-postgres")]
                $crate::Backend::Postgres => Some(&$crate::dialect::Postgres),
                #[cfg(feature = "sqlx-sqlite")]
                $crate::Backend::Sqlite => Some(&$crate::dialect::Sqlite),
                #[cfg(not(feature = "sqlx-mysql"))]
                $crate::Backend::MySql => None,
                #[cfg(not(feature = "sqlx-postgres"))]
                $crate::Backend::Postgres => None,
                #[cfg(not(feature = "sqlx-sqlite"))]
                $crate::Backend::Sqlite => None,
            }
        }
    };
}
use of_driver;
