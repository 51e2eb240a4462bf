//! SQLite.

#[cfg(feature = "cli")]
mod client;
#[cfg(feature = "cli")]
mod environment;
mod fresh;
mod history;
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
mod names;
mod script;
mod session;
mod text;
mod transaction;
