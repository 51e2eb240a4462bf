//! PostgreSQL.

mod action;
#[cfg(feature = "generate")]
mod codegen;
#[cfg(feature = "generate")]
mod literal;
mod lookup;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
mod online;
pub(super) mod portable;
#[cfg(feature = "page")]
pub(super) mod printed;
mod text;
