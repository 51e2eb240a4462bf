//! PostgreSQL.

#[cfg(feature = "lint")]
mod catalog;
mod ddl;
#[cfg(feature = "lint")]
mod effects;
#[cfg(feature = "generate")]
mod expressions;
#[cfg(feature = "lint")]
mod lint;
#[cfg(feature = "lint")]
mod names;
mod parse;
#[cfg(feature = "generate")]
mod parsers;
mod record;
#[cfg(feature = "lint")]
mod retype;
#[cfg(feature = "cli")]
mod sizes;
mod text;
#[cfg(feature = "lint")]
mod types;
#[cfg(feature = "generate")]
mod witness;
