//! MySQL and MariaDB.

#[cfg(feature = "generate")]
mod cast;
#[cfg(feature = "lint")]
mod catalog;
#[cfg(feature = "generate")]
mod change;
#[cfg(feature = "cli")]
mod cli;
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
mod effects;
#[cfg(feature = "generate")]
mod entities;
#[cfg(feature = "generate")]
mod expressions;
#[cfg(feature = "lint")]
mod lint;
#[cfg(feature = "generate")]
mod literal;
mod lookup;
#[cfg(feature = "lint")]
mod names;
#[cfg(feature = "generate")]
mod neutral;
mod online;
mod parse;
#[cfg(feature = "generate")]
mod parsers;
pub(super) mod portable;
#[cfg(feature = "page")]
mod printed;
#[cfg(feature = "generate")]
mod reach;
mod record;
#[cfg(feature = "lint")]
mod retype;
#[cfg(feature = "cli")]
mod rows;
#[cfg(feature = "generate")]
mod shadow;
#[cfg(feature = "cli")]
mod sizes;
#[cfg(feature = "testing")]
mod testing;
mod text;
#[cfg(feature = "generate")]
mod translate;
#[cfg(feature = "lint")]
mod types;
#[cfg(feature = "generate")]
mod witness;
