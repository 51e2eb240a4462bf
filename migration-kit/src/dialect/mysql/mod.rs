//! MySQL and MariaDB.

#[cfg(feature = "sqlx-mysql")]
mod blocker;
#[cfg(feature = "cli")]
mod client;
#[cfg(feature = "sqlx-mysql")]
mod driver;
#[cfg(feature = "cli")]
mod environment;
mod fresh;
mod history;
mod lease;
#[cfg(feature = "sqlx-mysql")]
mod lock;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
#[cfg(feature = "sqlx-mysql")]
mod pooler;
mod script;
mod session;
mod state;
mod text;
mod transaction;
#[cfg(feature = "sqlx-mysql")]
mod url;
