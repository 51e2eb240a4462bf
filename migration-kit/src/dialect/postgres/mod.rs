//! PostgreSQL.

#[cfg(feature = "sqlx-postgres")]
mod blocker;
#[cfg(feature = "cli")]
mod client;
#[cfg(feature = "sqlx-postgres")]
mod driver;
#[cfg(feature = "cli")]
mod environment;
mod fresh;
mod history;
mod lease;
#[cfg(feature = "sqlx-postgres")]
mod lock;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
#[cfg(feature = "sqlx-postgres")]
mod pooler;
mod script;
mod session;
mod state;
mod text;
mod transaction;
#[cfg(feature = "sqlx-postgres")]
mod url;
