//! Reading a database's catalog: its rows go in, a schema comes out.

use sea_orm::DbErr;
use sea_orm_migration::async_trait;

use crate::ops::connection::Db;
use crate::schema::{Schema, qualified};

#[async_trait::async_trait]
pub(crate) trait Catalog: Sync {
    /// The schema of a database, with every table of the user's.
    async fn read(&self, db: &mut Db<'_>) -> Result<Schema, DbErr>;
}

/// MySQL: the empty table by which a shadow database is known. It is no part of any schema.
pub(crate) const SHADOW_MARK: &str = "migration_kit_shadow_mark";

/// The text of a column that is never null.
pub(super) fn text(value: Option<String>) -> String {
    value.unwrap_or_default()
}

/// The name of a table where there is but one schema.
pub(super) fn table_name(value: Option<String>) -> String {
    qualified(None, &text(value))
}

/// Whether a column of a catalog says yes, in any backend's words.
pub(super) fn yes(value: &Option<String>) -> bool {
    matches!(value.as_deref(), Some("1" | "t" | "true" | "YES"))
}

super::of!(Catalog);
