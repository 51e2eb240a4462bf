//! MySQL and MariaDB.

#[cfg(feature = "generate")]
mod cast;
#[cfg(feature = "generate")]
mod change;
#[cfg(feature = "generate")]
mod column;
#[cfg(feature = "generate")]
mod compare;
#[cfg(feature = "generate")]
mod definition;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
#[cfg(feature = "generate")]
mod neutral;
mod text;
#[cfg(feature = "generate")]
mod translate;
