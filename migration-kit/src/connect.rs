//! Opening the one connection on which migrations run.

use std::time::Duration;

use async_compat::Compat;
use sea_orm::sqlx;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr, RuntimeErr};
use tokio::time::{Instant, sleep, timeout};

use crate::Backend;
use crate::dialect::driver::{self, Driver};
use crate::dialect::schemas;
use crate::error::{code, server_number, sqlx_reason};
use crate::{Error, Target, process};

/// How long one attempt may take: a server that accepts a connection and never speaks is out of
/// reach too.
const ATTEMPT: Duration = Duration::from_secs(10);

/// And how long it gets at least, so that its reason is found out when the deadline is near.
const SHORTEST: Duration = Duration::from_secs(1);

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

async fn open_once(
    target: &Target,
    database: Option<&str>,
    name: &str,
) -> Result<DatabaseConnection, sqlx::Error> {
    match driver::of(target.backend()) {
        Some(driver) => driver.open(target.expose_url(), database, name).await,
        None => {
            let missing = format!("{:?} was not compiled in", target.backend());
            Err(sqlx::Error::Configuration(missing.into()))
        }
    }
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
    match error {
        sqlx::Error::Database(e) => {
            let hint = driver::of(target.backend())?.hint(e.code()?.as_ref())?;
            Some(hint.to_owned())
        }
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => {
            Some("is the server running, and are host and port of DATABASE_URL right?".to_owned())
        }
        _ => None,
    }
}

/// The driver of a connection that is one of SeaORM's pools.
pub(crate) fn driver_of(db: &DatabaseConnection) -> Option<&'static dyn Driver> {
    driver::of(Backend::of(db)).filter(|driver| driver.has(db))
}

/// One more connection like the one that is open, with the search path that was chosen.
pub(crate) async fn another(
    db: &DatabaseConnection,
    path: Option<&str>,
) -> Result<DatabaseConnection, DbErr> {
    let failed = |e: sqlx::Error| DbErr::Conn(RuntimeErr::SqlxError(e.into()));
    let Some(driver) = driver_of(db) else {
        let reason = "the connection is to no server";
        return Err(failed(sqlx::Error::Configuration(reason.into())));
    };
    let own = driver.another(db, None).await.map_err(failed)?;
    if let Some(set) = path.and_then(|path| schemas::of(Backend::of(db)).set_search_path(path)) {
        own.query_one_raw(set).await?;
    }
    Ok(own)
}

/// From now on the pool cannot open another connection: the lock would not come along. What is
/// tried on a lost connection fails, and nothing more is recorded.
pub(crate) fn forbid_reconnect(db: &DatabaseConnection) {
    if let Some(driver) = driver_of(db) {
        driver.forbid_reconnect(db);
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
