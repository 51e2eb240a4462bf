//! A lease on MySQL and MariaDB: behind a pooler, and on the nodes of a Galera cluster, which does
//! not replicate GET_LOCK.

use sea_orm::sea_query::{SelectStatement, UpdateStatement};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr};
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::MySql;
use crate::dialect::lease::{Lease, Server};

#[async_trait::async_trait]
impl Lease for MySql {
    fn clock_in_milliseconds(&self) -> Option<&'static str> {
        Some("CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED)")
    }

    fn end_transactions(&self) -> Option<&'static str> {
        None
    }

    fn if_idle(&self, _: &mut UpdateStatement, _: SelectStatement) {}

    async fn server(&self, db: &DatabaseConnection) -> Result<Server, DbErr> {
        let ask = Backend::MySql.statement("SHOW GLOBAL VARIABLES LIKE 'wsrep_on'");
        let row = db.query_one_raw(ask).await?;
        let answer: Option<String> = row.map(|row| row.try_get_by_index(1)).transpose()?;
        let needs_lease = answer.as_deref() == Some("ON");
        if needs_lease {
            db.execute_unprepared("SET SESSION wsrep_sync_wait = 15").await?;
        }
        Ok(Server { needs_lease, session: None })
    }
}
