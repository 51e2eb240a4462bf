//! The linter: what a step does to a database in use, before it is done.
//!
//! A rule is one file of [`rules`], with a page of bad and good SQL beside it that a test runs. It looks at one step on one
//! backend: its statements as operations ([`sql`]), and what the steps before it have made ([`Ground`]). So steps written by hand
//! and generated ones get the same review, and no database is needed. For PostgreSQL some rules are those of squawk
//! (<https://squawkhq.com/docs/rules>), whose parser knows all of that dialect.

mod allow;
pub mod conventions;
mod finding;
mod ground;
mod history;
mod rule;
pub(crate) mod rules;
mod source;
pub(crate) mod sql;
mod squawk;
mod subject;

pub use finding::{Finding, Level, Place};
pub(crate) use ground::{Ground, Table};
pub(crate) use history::{Review, Reviewed, review};
pub(crate) use rule::Hit;
pub use rule::Rule;
pub use rules::all as rules;
pub(crate) use source::{Source, place_of_entity};
pub(crate) use subject::{Seen, Subject};
