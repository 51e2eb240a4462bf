//! Whether a pooler is in the way, such as ProxySQL or MaxScale with multiplexing.

use sea_orm::{DatabaseConnection, sqlx};
use sea_orm_migration::async_trait;

use crate::dialect::MySql;
use crate::dialect::clients::{client, meets};
use crate::dialect::pooler::Pooler;

#[async_trait::async_trait]
impl Pooler for MySql {
    async fn shares(&self, db: &DatabaseConnection, session: i64) -> bool {
        let options = db.get_mysql_connection_pool().connect_options();
        // ProxySQL answers `SELECT CONNECTION_ID()` itself, and so it is asked for more.
        let ask = "SELECT CAST(CONNECTION_ID() AS CHAR), CAST(DATABASE() AS CHAR)";
        meets(session, || client::<sqlx::MySql>(&options, ask), || async { Some(false) }).await
    }
}
