//! The page that a server can show of its database: the picture of the schema, what was done to it
//! and when, and what the linter says of that. One HTML document with nothing loaded and nothing
//! run, readable light and dark, wide and narrow.
//!
//! It tells names of tables and columns, the SQL of the migrations and the hosts that ran them, so
//! it is for the people who work on the service: a server shows it where it runs on a developer's
//! machine, or behind a lock of its own.

mod findings;
mod migration;
mod read;
mod tests;
mod view;

use async_compat::Compat;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTraitSelf;
use sha2::{Digest as _, Sha256};

use crate::Error;
use crate::apply::Migrations;

/// What the page says beside what the database does.
#[derive(Clone, Debug)]
pub struct PageOptions {
    /// The heading, and the title of the browser's tab.
    pub title: String,
    /// The database as a person may see it: a [`Target`](crate::Target), which shows no password.
    /// Empty where it is not told.
    pub database: String,
}

impl Default for PageOptions {
    fn default() -> Self {
        Self { title: "Schema".to_owned(), database: String::new() }
    }
}

/// The page, with the header that belongs to it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page {
    /// The whole document, `text/html; charset=utf-8`.
    pub html: String,
    /// The value of `Content-Security-Policy`: nothing is loaded, nothing runs, and the one style
    /// sheet is known by its hash.
    pub content_security_policy: String,
}

/// Reads the catalog, both records and the recorded SQL, with read rights alone and without making
/// a table, and writes the page. None of the migrations is run; those that are data tell what they
/// would do.
///
/// # Errors
/// [`Error::Usage`] for a list with two migrations of one version, [`Error::Database`] when the
/// database does not answer.
///
/// ```
/// use migration_kit::page::{self, PageOptions};
/// use sea_orm_migration::prelude::*;
///
/// struct Migrator;
///
/// #[async_trait::async_trait]
/// impl MigratorTrait for Migrator {
///     fn migrations() -> Vec<Box<dyn MigrationTrait>> {
///         vec![]
///     }
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let db = sea_orm_migration::sea_orm::Database::connect("sqlite::memory:").await.unwrap();
/// let page = page::render(&db, Migrator, PageOptions::default()).await.unwrap();
/// assert!(page.html.contains("There are no tables yet"));
/// # });
/// ```
pub async fn render(
    db: &DatabaseConnection,
    migrator: impl MigratorTraitSelf,
    options: PageOptions,
) -> Result<Page, Error> {
    let migrations = Migrations::of(&migrator)?;
    let read = Compat::new(read::read(db, &migrations)).await?;
    let style = view::style();
    let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
    let content_security_policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    Ok(Page { html: view::page(&read, &options, &style), content_security_policy })
}
