//! PostgreSQL.

mod ddl;
#[cfg(feature = "lint")]
mod effects;
#[cfg(feature = "generate")]
mod expressions;
#[cfg(feature = "lint")]
mod lint;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
mod parse;
#[cfg(feature = "generate")]
mod parsers;
mod record;
#[cfg(feature = "lint")]
mod retype;
mod text;
#[cfg(feature = "lint")]
mod types;
