//! SQLite.

mod action;
#[cfg(feature = "generate")]
mod cast;
#[cfg(feature = "generate")]
mod change;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "generate")]
mod codegen;
#[cfg(feature = "generate")]
mod compare;
#[cfg(any(feature = "generate", feature = "page"))]
mod ddl;
#[cfg(feature = "generate")]
mod definition;
#[cfg(feature = "generate")]
mod entities;
#[cfg(feature = "generate")]
mod literal;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
#[cfg(feature = "generate")]
mod neutral;
mod online;
mod portable;
#[cfg(feature = "page")]
mod printed;
#[cfg(feature = "generate")]
mod reach;
#[cfg(feature = "cli")]
mod rows;
#[cfg(feature = "generate")]
mod shadow;
#[cfg(feature = "testing")]
mod testing;
mod text;
#[cfg(feature = "generate")]
mod translate;
