//! The linter: what a migration does to a database in use, before it is applied.
//!
//! A rule is one file of `rules`, with a page of bad and good SQL beside it that a test runs. It
//! looks at one migration on one backend: its statements as operations (`sql`), and what the
//! migrations before it have made (`Ground`). So migrations written by hand and generated ones get
//! the same review, and no database is needed. For PostgreSQL some rules are those of squawk
//! (<https://squawkhq.com/docs/rules>), whose parser knows all of that dialect.

pub(crate) mod action;
mod allow;
#[cfg(feature = "generate")]
pub mod conventions;
pub(crate) mod enums;
mod finding;
mod ground;
#[cfg(feature = "generate")]
mod history;
mod inverse;
mod look;
#[cfg(all(feature = "cli", feature = "testing"))]
mod manual;
#[cfg(feature = "cli")]
pub(crate) mod merged;
#[cfg(feature = "page")]
mod recorded;
mod rule;
pub(crate) mod rules;
mod source;
#[cfg(feature = "generate")]
mod squawk;
mod subject;
pub(crate) mod table;
#[cfg(all(feature = "cli", feature = "testing"))]
mod whole;

pub use finding::{Finding, Level, Location};
pub(crate) use ground::Ground;
#[cfg(feature = "generate")]
pub(crate) use history::{Review, Reviewed, review};
pub(crate) use look::Failure;
#[cfg(all(feature = "cli", feature = "testing"))]
pub use manual::manual;
#[cfg(feature = "page")]
pub(crate) use recorded::{Recorded, recorded};
pub use rule::Rule;
pub(crate) use rule::{ALL, Hit, POSTGRES, SERVERS};
pub use rules::all as rules;
pub(crate) use source::Source;
#[cfg(feature = "generate")]
pub(crate) use source::location_of_entity;
pub(crate) use subject::{Seen, Subject};
pub(crate) use table::Table;
#[cfg(all(feature = "cli", feature = "testing"))]
pub use whole::history;
