//! Schema migrations for SeaORM 2: applied once, under a lock, by replicas that boot together.
//!
//! A migration crate gets the command line with one line in its `main.rs` ([`cli::run`] and
//! [`entities!`]); a server brings its database up before it listens with [`apply::boot`], or with
//! [`apply::up`] on a connection it has. Migrations stay plain `sea-orm-migration`: the record of
//! what is applied is SeaORM's own `seaql_migrations`, and the stock executor keeps working. What
//! sea-query cannot say is in [`ops`], and what a column type means on each backend is in
//! [`types`].
//!
//! Of use beside these: [`mod@migration`] for migrations as data, [`desired`] for what stands
//! beside the entities, [`policy`] for the conventions that tables keep, [`page`] for a server's
//! page, and `testing` for databases in tests. How the kit works cannot be named.
//!
//! The kit's futures run under tokio and under async-std: where no tokio runtime is current, one is
//! started for timers and signals.

#[cfg_attr(
    not(any(feature = "cli", feature = "testing")),
    expect(dead_code, reason = "a server takes a part of it, the command line all")
)]
pub mod apply;
mod backend;
#[cfg(feature = "generate")]
mod change;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "generate")]
mod codegen;
mod compat;
mod connect;
#[cfg(feature = "generate")]
pub mod desired;
#[cfg(feature = "page")]
mod diagram;
mod dialect;
#[cfg(feature = "generate")]
mod diff;
pub mod env;
mod error;
mod escape;
#[cfg(feature = "testing")]
#[doc(hidden)]
pub mod inside;
#[cfg(feature = "lint")]
mod introspect;
#[cfg(feature = "lint")]
#[cfg_attr(
    not(feature = "generate"),
    expect(dead_code, reason = "the page of a server takes a part of it")
)]
mod lint;
pub mod migration;
mod names;
pub mod ops;
#[cfg(feature = "page")]
pub mod page;
mod panics;
#[cfg(feature = "page")]
mod plural;
mod process;
mod record;
#[cfg(feature = "cli")]
mod report;
#[cfg(feature = "lint")]
#[cfg_attr(
    not(feature = "generate"),
    expect(dead_code, reason = "the page of a server takes a part of it")
)]
mod schema;
#[cfg(feature = "generate")]
mod shadow;
mod sql;
#[cfg(feature = "lint")]
mod stage;
#[cfg(feature = "generate")]
mod statement;
/// The names that migrations of an older kit use: those that are applied do not change.
#[doc(hidden)]
pub mod step {
    pub use crate::migration::{Plan, Planned as Step, idempotent, planned as step};
}
mod target;
#[cfg(feature = "testing")]
pub mod testing;
pub mod types;
#[cfg(feature = "generate")]
mod witness;

/// The conventions that tables keep, and the policy that says which of them do not, and why.
#[cfg(feature = "generate")]
pub mod policy {
    pub use crate::lint::conventions::{
        Convention, ENUM_DEFAULT, NAMING, OWNERSHIP, PRIMARY_KEY, Policy, RELATIONS, SOFT_DELETE,
        TIMESTAMPS,
    };
}

pub use backend::Backend;
pub use error::{Direction, Error, Left};
pub use target::Target;

#[cfg(not(any(feature = "sqlx-sqlite", feature = "sqlx-postgres", feature = "sqlx-mysql")))]
compile_error!("migration-kit needs a backend: enable sqlx-sqlite, sqlx-postgres or sqlx-mysql");
