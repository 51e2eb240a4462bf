//! Who is in the way on MySQL and MariaDB. What a server can tell depends on its kind, its settings
//! and the rights of the user, so the sources are asked in turn, the surest first, until one
//! answers.

use sea_orm::DatabaseConnection;
use sea_orm::sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sea_orm::sqlx::{AssertSqlSafe, ConnectOptions as _, Error, query_as};
use sea_orm_migration::async_trait;

use crate::dialect::MySql;
use crate::dialect::blocker::{Blocker, Blockers, Lookout};

impl Blockers for MySql {
    fn lookout(&self, db: &DatabaseConnection, session: i64) -> Option<Box<dyn Lookout>> {
        let options = db.get_mysql_connection_pool().connect_options().as_ref().clone();
        Some(Box::new(Server { options, session, connection: None }))
    }
}

/// The server, and the session that may wait there.
struct Server {
    options: MySqlConnectOptions,
    session: i64,
    connection: Option<MySqlConnection>,
}

/// Each gives the number of the session that blocks the one for which `?` stands.
const SOURCES: [&str; 5] = [
    // MySQL: a table (manual of MySQL 8.4, section 29.12.13.3).
    "SELECT CAST(t.PROCESSLIST_ID AS SIGNED) FROM performance_schema.threads me \
     JOIN performance_schema.metadata_locks p ON p.OWNER_THREAD_ID = me.THREAD_ID AND p.LOCK_STATUS = 'PENDING' \
     JOIN performance_schema.metadata_locks g ON g.OBJECT_TYPE = p.OBJECT_TYPE AND g.OBJECT_SCHEMA <=> p.OBJECT_SCHEMA \
     AND g.OBJECT_NAME <=> p.OBJECT_NAME AND g.LOCK_STATUS = 'GRANTED' AND g.OWNER_THREAD_ID <> p.OWNER_THREAD_ID \
     JOIN performance_schema.threads t ON t.THREAD_ID = g.OWNER_THREAD_ID \
     WHERE me.PROCESSLIST_ID = ? AND t.PROCESSLIST_ID IS NOT NULL ORDER BY t.PROCESSLIST_TIME DESC LIMIT 1",
    // MySQL: a row (section 29.12.13.2).
    "SELECT CAST(t.PROCESSLIST_ID AS SIGNED) FROM performance_schema.threads me \
     JOIN performance_schema.data_lock_waits w ON w.REQUESTING_THREAD_ID = me.THREAD_ID \
     JOIN performance_schema.threads t ON t.THREAD_ID = w.BLOCKING_THREAD_ID \
     WHERE me.PROCESSLIST_ID = ? LIMIT 1",
    // MariaDB: a table, with its plugin METADATA_LOCK_INFO. Which of the locks is waited for it
    // does not say: the name of the table has to be in the statement that waits.
    "SELECT CAST(l.THREAD_ID AS SIGNED) FROM information_schema.METADATA_LOCK_INFO l \
     JOIN information_schema.PROCESSLIST me ON me.ID = ? AND me.STATE LIKE 'Waiting for%lock' \
     AND l.TABLE_SCHEMA = me.DB AND INSTR(me.INFO, l.TABLE_NAME) > 0 \
     LEFT JOIN information_schema.PROCESSLIST o ON o.ID = l.THREAD_ID \
     WHERE l.THREAD_ID <> me.ID AND l.LOCK_TYPE = 'Table metadata lock' ORDER BY o.TIME DESC LIMIT 1",
    // MariaDB, and MySQL before 8.0: a row.
    "SELECT CAST(b.trx_mysql_thread_id AS SIGNED) FROM information_schema.INNODB_LOCK_WAITS w \
     JOIN information_schema.INNODB_TRX r ON r.trx_id = w.requesting_trx_id \
     JOIN information_schema.INNODB_TRX b ON b.trx_id = w.blocking_trx_id \
     WHERE r.trx_mysql_thread_id = ? LIMIT 1",
    // Anywhere: the oldest open transaction, which is a guess.
    GUESS,
];

const GUESS: &str = "SELECT CAST(t.trx_mysql_thread_id AS SIGNED) FROM information_schema.INNODB_TRX t \
     JOIN information_schema.PROCESSLIST me ON me.ID = ? AND me.STATE LIKE 'Waiting for%lock' \
     JOIN information_schema.PROCESSLIST o ON o.ID = t.trx_mysql_thread_id \
     WHERE t.trx_mysql_thread_id NOT IN (0, me.ID) ORDER BY (o.DB <=> me.DB) DESC, t.trx_started LIMIT 1";

#[async_trait::async_trait]
impl Lookout for Server {
    fn anew(&self) -> Box<dyn Lookout> {
        let (options, session) = (self.options.clone(), self.session);
        Box::new(Self { options, session, connection: None })
    }

    async fn ask(&mut self) -> Option<Blocker> {
        if self.connection.is_none() {
            self.connection = self.options.clone().disable_statement_logging().connect().await.ok();
        }
        let open = self.connection.as_mut()?;
        for source in SOURCES {
            match blocker(open, source, self.session).await {
                Ok(None) => {}
                Ok(found) => return found,
                // This server has no such table, or the user may not read it.
                Err(Error::Database(_)) => {}
                Err(_) => {
                    self.connection = None;
                    return None;
                }
            }
        }
        None
    }
}

async fn blocker(
    connection: &mut MySqlConnection,
    source: &str,
    session: i64,
) -> Result<Option<Blocker>, Error> {
    let row: Option<(i64,)> = query_as(AssertSqlSafe(source.to_owned()))
        .bind(session)
        .fetch_optional(&mut *connection)
        .await?;
    let Some((id,)) = row else { return Ok(None) };
    let about = "SELECT CONCAT(USER, '@', HOST, ', ', IF(COMMAND = 'Sleep', 'idle', 'busy'), ' for ', TIME, ' s') \
                 FROM information_schema.PROCESSLIST WHERE ID = ?";
    let about: Option<(Option<String>,)> =
        query_as(about).bind(id).fetch_optional(connection).await?;
    let about =
        about.and_then(|(about,)| about).map(|about| format!(" ({about})")).unwrap_or_default();
    let guess = if source == GUESS { "a table; probably in its way is " } else { "" };
    Ok(Some(Blocker { who: format!("{guess}connection {id}{about}"), ends: format!("KILL {id}") }))
}
