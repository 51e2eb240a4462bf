//! MySQL and MariaDB.

#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
pub(super) mod portable;
mod text;
