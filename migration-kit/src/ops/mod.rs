//! What sea-query cannot say, for migrations to call.

pub(crate) mod connection;
pub(crate) mod conversion;
pub(crate) mod foreign_keys;
pub(crate) mod online;
pub(crate) mod rebuild_table;

pub use online::Backfill;
pub use rebuild_table::{RebuildTable, rebuild_table};

#[cfg(feature = "generate")]
pub(crate) use rebuild_table::with_constraints;

pub(crate) use crate::sql::{ident, idents};
