//! MySQL and MariaDB.

#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
mod text;
