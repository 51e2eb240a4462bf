//! PostgreSQL.

#[cfg(feature = "sqlx-postgres")]
mod blocker;
#[cfg(feature = "generate")]
mod cast;
#[cfg(feature = "lint")]
mod catalog;
#[cfg(feature = "generate")]
mod change;
#[cfg(feature = "cli")]
mod client;
#[cfg(feature = "generate")]
mod codegen;
#[cfg(feature = "generate")]
mod column;
#[cfg(feature = "generate")]
mod compare;
mod ddl;
#[cfg(feature = "generate")]
mod definition;
#[cfg(feature = "lint")]
mod dependents;
#[cfg(feature = "sqlx-postgres")]
mod driver;
#[cfg(feature = "lint")]
mod effects;
#[cfg(feature = "generate")]
mod entities;
mod enums;
#[cfg(feature = "cli")]
mod environment;
mod execution;
#[cfg(feature = "generate")]
mod expressions;
mod fresh;
mod history;
mod lease;
#[cfg(feature = "lint")]
mod lint;
#[cfg(feature = "generate")]
mod literal;
#[cfg(feature = "sqlx-postgres")]
mod lock;
mod lookup;
#[cfg(feature = "lint")]
mod names;
#[cfg(feature = "generate")]
mod neutral;
#[cfg(feature = "generate")]
mod numbering;
mod online;
mod parse;
#[cfg(feature = "generate")]
mod parsers;
#[cfg(feature = "sqlx-postgres")]
mod pooler;
pub(super) mod portable;
#[cfg(feature = "page")]
pub(super) mod printed;
#[cfg(feature = "generate")]
mod reach;
mod record;
#[cfg(feature = "lint")]
mod retype;
#[cfg(feature = "generate")]
mod rows;
mod schemas;
mod session;
#[cfg(feature = "generate")]
mod shadow;
#[cfg(feature = "generate")]
mod sizes;
mod state;
#[cfg(feature = "testing")]
mod testing;
mod text;
mod transaction;
#[cfg(feature = "generate")]
mod translate;
#[cfg(feature = "lint")]
mod types;
#[cfg(feature = "sqlx-postgres")]
mod url;
#[cfg(feature = "generate")]
mod views;
#[cfg(feature = "generate")]
mod witness;
