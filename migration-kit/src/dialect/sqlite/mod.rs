//! SQLite.

#[cfg(feature = "generate")]
mod cast;
#[cfg(feature = "generate")]
mod change;
#[cfg(feature = "generate")]
mod definition;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
mod text;
