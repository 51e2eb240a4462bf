//! SQLite.

#[cfg(feature = "sqlx-sqlite")]
mod blocker;
#[cfg(feature = "cli")]
mod client;
#[cfg(feature = "sqlx-sqlite")]
mod driver;
#[cfg(feature = "cli")]
mod environment;
mod fresh;
mod history;
mod lease;
#[cfg(feature = "sqlx-sqlite")]
mod lock;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
#[cfg(feature = "sqlx-sqlite")]
mod pooler;
mod script;
mod session;
mod state;
mod text;
mod transaction;
#[cfg(feature = "sqlx-sqlite")]
mod url;
