//! The text of a migration that does nothing yet.

/// A module with an empty `up` and `down`. Both fail until somebody writes them, so that a blank
/// migration is never recorded as applied.
pub(super) fn module() -> String {
    r#"use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("`up` is not written yet".to_owned()))
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("`down` is not written yet".to_owned()))
    }
}
"#
    .to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_module_is_rust() {
        syn::parse_file(&super::module()).unwrap();
    }
}
