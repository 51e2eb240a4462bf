//! MySQL and MariaDB: user-level locks (manual of MySQL 8.4, section 14.14), under two names.

use sea_orm::{ConnectionTrait as _, DatabaseConnection, QueryResult, Statement};
use sea_orm_migration::async_trait;
use sha2::{Digest as _, Sha256};

use crate::Backend;
use crate::Error;
use crate::dialect::MySql;
use crate::dialect::held::{Attempt, Held, Holder};
use crate::dialect::lock::{Lock, Trying};
use crate::dialect::session_lock::{SessionLock, holder};
use crate::error::doing;

#[async_trait::async_trait]
impl Lock for MySql {
    async fn begin(&self, db: &DatabaseConnection, table: &str) -> Result<Box<dyn Trying>, Error> {
        Ok(Box::new(Names::ask(db, table).await?))
    }

    async fn is_free(&self, db: &DatabaseConnection, table: &str) -> Result<bool, Error> {
        let names = Names::ask(db, table).await?;
        let free =
            "SELECT CAST(IS_FREE_LOCK($name) = 1 AND IS_FREE_LOCK($older) = 1 AS SIGNED) AS free";
        let row = ask_for(db, names.statement(free)).await?;
        Ok(row.is_some_and(|row| row.try_get("", "free").is_ok_and(|free: i64| free == 1)))
    }
}

/// What the lock is called. Names are server-wide and have at most 64 characters, so the database
/// and the table are hashed.
struct Names {
    /// With a hash that is made here, because servers take their functions away: MySQL 9.6 has no
    /// MD5() any more.
    name: String,
    /// What processes with an older kit take alone, while the server has MD5(). A session may hold
    /// several locks from MySQL 5.7 and MariaDB 10.0.2 on.
    older: Option<String>,
}

impl Names {
    async fn ask(db: &DatabaseConnection, table: &str) -> Result<Self, Error> {
        let with_older = "SELECT DATABASE() AS home, CONCAT('migration-kit:', MD5(CONCAT_WS('.', DATABASE(), ?))) AS older";
        let ask = Statement::from_sql_and_values(Backend::MySql.into(), with_older, [table.into()]);
        let row = match db.query_one_raw(ask).await {
            Ok(row) => row,
            // There is no MD5(). Whatever is wrong beside it is wrong again.
            Err(_) => ask_for(db, Backend::MySql.statement("SELECT DATABASE() AS home")).await?,
        };
        let text = |column: &str| {
            row.as_ref().and_then(|row| row.try_get::<Option<String>>("", column).ok()?)
        };
        let Some(home) = text("home") else {
            return Err(Error::Environment {
                message: "DATABASE_URL names no database".to_owned(),
                hint: Some(
                    "add it at the end of the URL: mysql://user:password@host/database".to_owned(),
                ),
            });
        };
        Ok(Self { name: name(&home, table), older: text("older") })
    }

    /// A statement with both names, or with one of them twice.
    fn statement(&self, sql: &str) -> Statement {
        Backend::MySql.statement(self.text(sql))
    }

    fn text(&self, sql: &str) -> String {
        let older = self.older.as_ref().unwrap_or(&self.name);
        sql.replace("$name", &quoted(&self.name)).replace("$older", &quoted(older))
    }
}

#[async_trait::async_trait]
impl Trying for Names {
    async fn attempt(&self, db: &DatabaseConnection) -> Result<Attempt<Box<dyn Held>>, Error> {
        // The older name first, for which everybody competes; who does not get both gets none.
        let take = self.statement(
            "SELECT CAST(IF(GET_LOCK($older, 0) = 1, IF(GET_LOCK($name, 0) = 1, 1, RELEASE_LOCK($older) - 1), 0) \
             AS SIGNED) AS locked, CAST(CONNECTION_ID() AS SIGNED) AS session",
        );
        let row = ask_for(db, take).await?;
        if let Some(row) =
            row.filter(|row| row.try_get("", "locked").is_ok_and(|locked: i64| locked == 1))
        {
            // (A lock that was taken twice by one session, where both names are the same, is freed
            // twice.)
            let free = self.statement(
                "SELECT CAST(COALESCE(RELEASE_LOCK($name), 0) AS SIGNED) AS freed, \
                 CAST(COALESCE(RELEASE_LOCK($older), 0) AS SIGNED) AS older, CAST(CONNECTION_ID() AS SIGNED) AS session",
            );
            let session = row.try_get("", "session").unwrap_or_default();
            let is_held = Some(self.text(
                "(IS_USED_LOCK($name) = CONNECTION_ID() AND IS_USED_LOCK($older) = CONNECTION_ID())",
            ));
            let held = SessionLock { free, is_held, session, ends: ends(session) };
            return Ok(Attempt::Locked(Box::new(held)));
        }
        let who = self.statement(
            "SELECT CAST(k.id AS SIGNED) AS session, CONCAT(' of ', p.USER, '@', p.HOST) AS owner, \
             CAST(IF(p.COMMAND = 'Sleep', p.TIME, NULL) AS SIGNED) AS idle \
             FROM (SELECT COALESCE(IS_USED_LOCK($name), IS_USED_LOCK($older)) AS id) k \
             LEFT JOIN information_schema.PROCESSLIST p ON p.ID = k.id",
        );
        let holder = ask_for(db, who).await?;
        let holder = holder.as_ref().and_then(holder_of);
        Ok(Attempt::HeldBy(holder.unwrap_or_else(|| Holder::new("another connection"))))
    }
}

async fn ask_for(db: &DatabaseConnection, ask: Statement) -> Result<Option<QueryResult>, Error> {
    db.query_one_raw(ask).await.map_err(|e| doing("take the migration lock".to_owned(), e))
}

fn holder_of(row: &QueryResult) -> Option<Holder> {
    let session: i64 = row.try_get::<Option<i64>>("", "session").ok().flatten()?;
    let owner: Option<String> = row.try_get("", "owner").ok().flatten();
    let idle = row.try_get("", "idle").ok().flatten();
    let who = format!("connection {session}{}", owner.unwrap_or_default());
    Some(holder(who, idle, ends(session)))
}

/// The statement that ends a session.
fn ends(session: i64) -> String {
    format!("KILL {session}")
}

fn name(database: &str, table: &str) -> String {
    let hash = Sha256::digest(format!("{database}.{table}"));
    let hash: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("migration-kit:{hash}")
}

/// Names have letters, digits, colons and hyphens alone.
fn quoted(name: &str) -> String {
    format!("'{name}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Other images compute it too, so it never changes.
    #[test]
    fn the_name_is_short_and_stays() {
        assert_eq!(
            name("app", "seaql_migrations"),
            "migration-kit:687595189bd0f3cccd5cf6d44f02a702"
        );
        assert!(name(&"x".repeat(64), &"y".repeat(64)).len() <= 64);
    }
}
