//! MySQL and MariaDB: a user-level lock (manual of MySQL 8.4, section 14.14).

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};

use super::{Attempt, Lock};
use crate::Error;
use crate::apply::session::doing;

/// The lock's name. Names are server-wide and have at most 64 characters, so the database and the table are hashed.
const NAME: &str = "CONCAT('migration-kit:', MD5(CONCAT_WS('.', DATABASE(), ?)))";

pub(super) async fn attempt(db: &DatabaseConnection, table: &str) -> Result<Attempt, Error> {
    let ask = async |sql: String| {
        let ask = Statement::from_sql_and_values(DbBackend::MySql, sql, [table.into()]);
        db.query_one_raw(ask).await.map_err(|e| doing("take the migration lock".to_owned(), e))
    };
    let row = ask(format!("SELECT DATABASE() IS NULL AS homeless, GET_LOCK({NAME}, 0) AS locked")).await?;
    let number =
        |column: &str| row.as_ref().and_then(|row| row.try_get::<Option<i64>>("", column).ok().flatten());
    if number("homeless") == Some(1) {
        return Err(Error::Config {
            message: "DATABASE_URL names no database".to_owned(),
            hint: Some("add it at the end of the URL: mysql://user:password@host/database".to_owned()),
        });
    }
    if number("locked") == Some(1) {
        return Ok(Attempt::Locked(Lock::Connection));
    }
    let holder = ask(format!(
        "SELECT CONCAT('connection ', ID, ' of ', USER, '@', HOST, ', busy or idle for ', TIME, ' s') \
         FROM information_schema.PROCESSLIST WHERE ID = IS_USED_LOCK({NAME})"
    ))
    .await?
    .and_then(|row| row.try_get_by_index::<String>(0).ok());
    Ok(Attempt::HeldBy(holder.unwrap_or_else(|| "another connection".to_owned())))
}
