//! Fills `users.name` with the part of the address before the `@`, where there is no name yet.
//!
//! Rolling it back keeps the names: which of them were filled in is not known any more, and the
//! column goes with the migration before.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let local_part = match manager.get_database_backend() {
            DbBackend::Postgres => Expr::cust("split_part(email, '@', 1)"),
            DbBackend::MySql => Expr::cust("substring_index(email, '@', 1)"),
            // The added `@` is for an address without one.
            _ => Expr::cust("substr(email, 1, instr(email || '@', '@') - 1)"),
        };
        manager
            .execute(
                Query::update()
                    .table("users")
                    .value("name", local_part)
                    .and_where(Expr::col("name").is_null())
                    .take(),
            )
            .await
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
