//! PostgreSQL.

#[cfg(feature = "cli")]
mod cli;
#[cfg(any(feature = "generate", feature = "page"))]
mod ddl;
#[cfg(feature = "generate")]
mod entities;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
#[cfg(feature = "generate")]
mod reach;
#[cfg(feature = "cli")]
mod rows;
#[cfg(feature = "generate")]
mod shadow;
#[cfg(feature = "testing")]
mod testing;
mod text;
