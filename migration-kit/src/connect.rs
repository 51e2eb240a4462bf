//! Opening the one connection on which migrations run.
//!
//! It is a pool of one, because SeaORM's executors want a `DatabaseConnection`; without an idle or
//! a life limit, because the lock belongs to the connection.

use std::time::Duration;

use async_compat::Compat;
use log::LevelFilter;
use sea_orm::sqlx::{self, ConnectOptions, Connection as _, Database, Pool, pool::PoolOptions};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr, RuntimeErr, Statement};
use tokio::time::{Instant, sleep, timeout};

use crate::Backend;
use crate::error::{code, server_number, sqlx_reason};
use crate::{Error, Target, process};

/// How long one attempt may take: a server that accepts a connection and never speaks is out of
/// reach too.
const ATTEMPT: Duration = Duration::from_secs(10);

/// And how long it gets at least, so that its reason is found out when the deadline is near.
const SHORTEST: Duration = Duration::from_secs(1);

/// How many prepared statements a connection to MySQL keeps: a long history has more than the
/// driver's hundred.
#[cfg(feature = "sqlx-mysql")]
const CACHED: usize = 4096;

/// Connects to `target`, trying again for as long as `patience` while the reason may pass.
pub(crate) async fn open(
    target: &Target,
    patience: Duration,
    name: &str,
) -> Result<DatabaseConnection, Error> {
    Compat::new(open_until(target, None, patience, name)).await
}

/// Connects to another database on the server of `target`, in one attempt.
pub(crate) async fn open_on_server(
    target: &Target,
    database: Option<&str>,
) -> Result<DatabaseConnection, Error> {
    Compat::new(open_until(target, database, Duration::ZERO, &process::session_name())).await
}

async fn open_until(
    target: &Target,
    database: Option<&str>,
    wait: Duration,
    name: &str,
) -> Result<DatabaseConnection, Error> {
    let started = Instant::now();
    let left = || wait.saturating_sub(started.elapsed());
    let mut pause = Duration::from_millis(100);
    let mut known = None;
    loop {
        let patience = if wait.is_zero() { ATTEMPT } else { left().clamp(SHORTEST, ATTEMPT) };
        let error = match timeout(patience, open_once(target, database, name)).await {
            Ok(Ok(db)) => return Ok(db),
            Ok(Err(error)) => error,
            // What an earlier attempt found out says more than silence.
            Err(_) => known.take().unwrap_or(sqlx::Error::PoolTimedOut),
        };
        if left().is_zero() || !may_pass(&error) {
            return Err(Error::Connect {
                target: target.to_string(),
                reason: sqlx_reason(&error),
                hint: hint(target, &error),
            });
        }
        tracing::warn!("cannot connect to {target} yet: {}", sqlx_reason(&error));
        known = Some(error);
        sleep(pause.min(left())).await;
        pause = (pause * 2).min(Duration::from_secs(2));
    }
}

/// `database` wins over whatever the URL says, in its path or in its parameters.
async fn open_once(
    target: &Target,
    database: Option<&str>,
    name: &str,
) -> Result<DatabaseConnection, sqlx::Error> {
    let url = target.expose_url();
    // What the session calls itself: PostgreSQL alone wants to know.
    let _ = name;
    match target.backend() {
        #[cfg(feature = "sqlx-sqlite")]
        Backend::Sqlite => match database {
            None => sqlite(url.parse()?).await,
            Some(_) => {
                Err(sqlx::Error::Configuration("an SQLite file has no other database".into()))
            }
        },
        #[cfg(feature = "sqlx-postgres")]
        Backend::Postgres => {
            let options: sqlx::postgres::PgConnectOptions = url.parse()?;
            let options = match database {
                Some(database) => options.database(database),
                None => options,
            };
            postgres(options.application_name(name)).await
        }
        #[cfg(feature = "sqlx-mysql")]
        Backend::MySql => {
            let options: sqlx::mysql::MySqlConnectOptions = url.parse()?;
            mysql(match database {
                Some(database) => options.database(database),
                None => options,
            })
            .await
        }
        #[cfg(not(all(
            feature = "sqlx-sqlite",
            feature = "sqlx-postgres",
            feature = "sqlx-mysql"
        )))]
        other => Err(sqlx::Error::Configuration(format!("{other:?} was not compiled in").into())),
    }
}

/// Foreign keys are off at first: SQLite ignores the PRAGMA inside a transaction, and a table
/// rebuild with foreign keys on deletes the children of the table
/// (<https://www.sqlite.org/foreignkeys.html#fk_enable>). Whoever runs a migration sets them for
/// it.
#[cfg(feature = "sqlx-sqlite")]
pub(crate) async fn sqlite(
    options: sqlx::sqlite::SqliteConnectOptions,
) -> Result<DatabaseConnection, sqlx::Error> {
    let options = options.foreign_keys(false).busy_timeout(Duration::from_secs(30));
    Ok(sea_orm::SqlxSqliteConnector::from_sqlx_sqlite_pool(pool_of_one(options).await?))
}

#[cfg(feature = "sqlx-postgres")]
pub(crate) async fn postgres(
    options: sqlx::postgres::PgConnectOptions,
) -> Result<DatabaseConnection, sqlx::Error> {
    // The driver's own hundred prepared statements are right here: for each change of a catalog the
    // server goes through all that a session has, which for a thousand costs more than the round
    // trips that close them.
    Ok(sea_orm::SqlxPostgresConnector::from_sqlx_postgres_pool(pool_of_one(options).await?))
}

#[cfg(feature = "sqlx-mysql")]
pub(crate) async fn mysql(
    options: sqlx::mysql::MySqlConnectOptions,
) -> Result<DatabaseConnection, sqlx::Error> {
    // A statement that leaves the cache is closed, which the server does not answer, and with the
    // Nagle algorithm on, as the driver leaves it, the next packet then waits 40 ms.
    let options = options.statement_cache_capacity(CACHED);
    Ok(sea_orm::SqlxMySqlConnector::from_sqlx_mysql_pool(pool_of_one(options).await?))
}

/// A pool of one connection, which is open when this returns.
///
/// The pool hides a refused connection behind its own time-out and keeps knocking, so after half a
/// second a connection outside the pool is asked for the reason.
async fn pool_of_one<DB: Database>(
    options: <DB::Connection as sqlx::Connection>::Options,
) -> Result<Pool<DB>, sqlx::Error> {
    // A migration's statements hold values, so no log shows them on its own, and the slow ones
    // neither.
    let options = options
        .log_statements(LevelFilter::Trace)
        .log_slow_statements(LevelFilter::Off, Duration::ZERO);
    let pool = PoolOptions::<DB>::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options.clone());
    match timeout(Duration::from_millis(500), pool.acquire()).await {
        Ok(connection) => drop(connection?),
        Err(_) => {
            options.connect().await?.close().await?;
            drop(pool.acquire().await?);
        }
    }
    Ok(pool)
}

/// Whether waiting can help: the server is starting, or not there yet. A wrong password does not
/// get better.
fn may_pass(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(e) => e.is_transient_in_connect_phase(),
        _ => false,
    }
}

fn hint(target: &Target, error: &sqlx::Error) -> Option<String> {
    let sqlite = target.backend() == Backend::Sqlite;
    match error {
        // SQLITE_CANTOPEN: https://www.sqlite.org/rescode.html#cantopen
        sqlx::Error::Database(e) if sqlite && e.code().as_deref() == Some("14") => Some(
            "the folder must exist and be writable, and a new file needs `?mode=rwc` at the end of the URL"
                .to_owned(),
        ),
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => {
            Some("is the server running, and are host and port of DATABASE_URL right?".to_owned())
        }
        _ => None,
    }
}

/// One more connection like the one that is open, with the search path of PostgreSQL that was
/// chosen.
pub(crate) async fn another(
    db: &DatabaseConnection,
    path: Option<&str>,
) -> Result<DatabaseConnection, DbErr> {
    let own: Result<DatabaseConnection, sqlx::Error> = match &db.inner {
        #[cfg(feature = "sqlx-postgres")]
        sea_orm::DatabaseConnectionType::SqlxPostgresPoolConnection(_) => {
            postgres(db.get_postgres_connection_pool().connect_options().as_ref().clone()).await
        }
        #[cfg(feature = "sqlx-mysql")]
        sea_orm::DatabaseConnectionType::SqlxMySqlPoolConnection(_) => {
            mysql(db.get_mysql_connection_pool().connect_options().as_ref().clone()).await
        }
        _ => Err(sqlx::Error::Configuration("the connection is to no server".into())),
    };
    let own = own.map_err(|e| DbErr::Conn(RuntimeErr::SqlxError(e.into())))?;
    if let Some(path) = path.filter(|_| Backend::of(&own) == Backend::Postgres) {
        let sql = "SELECT set_config('search_path', $1, false)";
        own.query_one_raw(Statement::from_sql_and_values(
            Backend::Postgres.into(),
            sql,
            [path.into()],
        ))
        .await?;
    }
    Ok(own)
}

/// From now on the pool cannot open another connection: the lock would not come along. What is
/// tried on a lost connection fails, and nothing more is recorded.
pub(crate) fn forbid_reconnect(db: &DatabaseConnection) {
    /// A socket that does not exist and says in an error message why.
    #[cfg(any(feature = "sqlx-postgres", feature = "sqlx-mysql"))]
    const NOWHERE: &str = "/nonexistent/the-connection-with-the-migration-lock-was-lost";
    match &db.inner {
        #[cfg(feature = "sqlx-postgres")]
        sea_orm::DatabaseConnectionType::SqlxPostgresPoolConnection(_) => {
            let pool = db.get_postgres_connection_pool();
            pool.set_connect_options(pool.connect_options().as_ref().clone().socket(NOWHERE));
        }
        #[cfg(feature = "sqlx-mysql")]
        sea_orm::DatabaseConnectionType::SqlxMySqlPoolConnection(_) => {
            let pool = db.get_mysql_connection_pool();
            pool.set_connect_options(pool.connect_options().as_ref().clone().socket(NOWHERE));
        }
        // SQLite's lock belongs to the process, not to the connection.
        _ => {}
    }
}

/// Whether an error says that the connection is gone: a driver that cannot read or write any more,
/// or a server that has ended the session (PostgreSQL manual, appendix A, classes 08 and 57P, and
/// the time-outs of a session; MySQL's and MariaDB's numbers of a shutdown, a KILL and an idle
/// client).
pub(crate) fn is_disconnected(error: &DbErr) -> bool {
    const CODES: [&str; 7] = ["57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04"];
    const NUMBERS: [u16; 4] = [1053, 1927, 3169, 4031];
    let error = match error {
        DbErr::ConnectionAcquire(_) => return true,
        DbErr::Conn(RuntimeErr::SqlxError(driver))
        | DbErr::Exec(RuntimeErr::SqlxError(driver))
        | DbErr::Query(RuntimeErr::SqlxError(driver)) => match driver.as_ref() {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                return true;
            }
            _ => error,
        },
        other => other,
    };
    code(error).is_some_and(|code| code.starts_with("08") || CODES.contains(&code.as_str()))
        || server_number(error).is_some_and(|number| NUMBERS.contains(&number))
}

/// Whether it is the error of a pool that is to open a connection in place of the one that is lost:
/// see [`forbid_reconnect`].
pub(crate) fn is_second_connection(error: &DbErr) -> bool {
    let DbErr::Conn(RuntimeErr::SqlxError(driver)) = error else { return false };
    matches!(driver.as_ref(), sqlx::Error::Io(io) if io.kind() == std::io::ErrorKind::NotFound)
}
