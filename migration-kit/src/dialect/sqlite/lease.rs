//! No lease: there is the lock of a file.

use sea_orm::sea_query::{SelectStatement, UpdateStatement};
use sea_orm::{DatabaseConnection, DbErr};
use sea_orm_migration::async_trait;

use crate::dialect::Sqlite;
use crate::dialect::lease::{Lease, Server};

#[async_trait::async_trait]
impl Lease for Sqlite {
    fn clock_in_milliseconds(&self) -> Option<&'static str> {
        None
    }

    fn end_transactions(&self) -> Option<&'static str> {
        None
    }

    fn if_idle(&self, _: &mut UpdateStatement, _: SelectStatement) {}

    async fn server(&self, _: &DatabaseConnection) -> Result<Server, DbErr> {
        Ok(Server { needs_lease: false, session: None })
    }
}
