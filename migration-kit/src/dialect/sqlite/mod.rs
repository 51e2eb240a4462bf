//! SQLite.

mod action;
#[cfg(feature = "generate")]
mod codegen;
#[cfg(feature = "generate")]
mod literal;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
mod online;
mod portable;
#[cfg(feature = "page")]
mod printed;
mod text;
