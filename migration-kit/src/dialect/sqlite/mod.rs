//! SQLite.

#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
mod portable;
mod text;
