//! Columns and keys that many tables share. A change here would change what old migrations mean, so
//! there is none: a new convention gets a new function.

use migration_kit::types;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// `id`, the primary key.
pub(crate) fn id() -> ColumnDef {
    ColumnDef::new("id").uuid().not_null().primary_key().take()
}

/// `user_id`, the owner of the row.
pub(crate) fn user_id() -> ColumnDef {
    ColumnDef::new("user_id").uuid().not_null().take()
}

/// A required text of at most 255 characters.
pub(crate) fn short_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).string_len(255).not_null().take()
}

/// `created_at` or `updated_at`.
pub(crate) fn timestamp_now(backend: DbBackend, name: &'static str) -> ColumnDef {
    types::timestamp(backend, name).not_null().default(types::now(backend)).take()
}

/// The foreign key from `user_id` to the owner: the rows go when their owner goes.
pub(crate) fn owner(table: &'static str) -> ForeignKeyCreateStatement {
    references(table, "user_id", "users", ForeignKeyAction::Cascade)
}

/// A foreign key to another table's `id`, named as SeaORM names it.
pub(crate) fn references(
    table: &'static str,
    column: &'static str,
    parent: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk-{table}-{column}"))
        .from(table, column)
        .to(parent, "id")
        .on_delete(on_delete)
        .take()
}

/// A plain index on one column, named as SeaORM names it.
pub(crate) fn index(table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(format!("idx-{table}-{column}")).table(table).col(column).take()
}
