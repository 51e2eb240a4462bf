//! A server's start: connect, bring the database up (or see that it is), and only then listen.

use std::str::FromStr;
use std::time::Duration;

use async_compat::Compat;
use sea_orm_migration::MigratorTraitSelf;
use tokio::time::{Instant, sleep};

use super::actions_by_version::ActionsByVersion;
use super::session::partially_applied;
use super::settings::Given;
use super::{Done, MigrationStatus, Migrations, Options, Session, State};
use crate::{Error, Target, env};

/// What a server does about pending migrations when it boots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BootMode {
    /// Apply them, under the lock.
    #[default]
    Apply,
    /// Wait until another process has applied them; write nothing.
    Verify,
    /// Do not look at them; only see that the database can be reached.
    Off,
}

impl FromStr for BootMode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "apply" => Ok(Self::Apply),
            "verify" => Ok(Self::Verify),
            "off" => Ok(Self::Off),
            other => Err(Error::environment(format!(
                "MIGRATE_ON_BOOT is `{other}`, not one of apply, verify and off"
            ))),
        }
    }
}

/// How [`boot`] goes about it.
#[derive(Clone, Debug)]
pub struct BootOptions {
    /// What to do about pending migrations.
    pub mode: BootMode,
    /// How to connect and how long to wait; in `verify` mode the lock's time-out is that of the
    /// other process.
    pub options: Options,
}

impl Default for BootOptions {
    fn default() -> Self {
        let connect_timeout = Duration::from_secs(30);
        Self { mode: BootMode::Apply, options: Options { connect_timeout, ..Options::default() } }
    }
}

impl BootOptions {
    /// Reads MIGRATE_ON_BOOT (`apply`, `verify` or `off`), MIGRATE_LOCK (`session` or `lease`),
    /// MIGRATE_LOCK_TIMEOUT, MIGRATE_CONNECT_TIMEOUT, MIGRATE_LEASE_TIME,
    /// MIGRATE_TABLE_LOCK_TIMEOUT and MIGRATE_STATEMENT_TIMEOUT (seconds), and DATABASE_SCHEMA;
    /// what is unset keeps its default: apply, session, 60 s, 30 s, 30 s, 5 s, the server's own,
    /// the role's own search path.
    ///
    /// # Errors
    /// [`Error::Environment`] for a value that cannot be understood.
    pub fn from_env() -> Result<Self, Error> {
        let default = Self::default();
        let mode = env::var(env::ON_BOOT.variable).map_or(Ok(default.mode), |text| text.parse())?;
        let connect_timeout =
            env::seconds(env::CONNECT_TIMEOUT.variable, default.options.connect_timeout)?;
        let options = Options::read(Given::default(), default.options)?;
        Ok(Self { mode, options: Options { connect_timeout, ..options } })
    }
}

/// What [`boot`] did and found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BootReport {
    /// The migrations that this process applied.
    pub applied: Vec<Done>,
    /// Applied migrations that the code does not have: the database is ahead, as in a rolling
    /// deploy or after a rollback to an older image. That is fine.
    pub ahead: Vec<String>,
}

/// Brings the database at `url` up before a server listens. Any number of replicas may boot at
/// once: one applies, the others wait for it.
///
/// A database that is out of reach is tried again until `options.connect_timeout` is over.
///
/// # Errors
/// Every variant of [`Error`] but `Decision`; in `verify` mode [`Error::NotApplied`] when nobody
/// applied the pending migrations within `lock_timeout`.
///
/// ```
/// # use sea_orm_migration::prelude::*;
/// # struct Migrator;
/// # #[async_trait::async_trait]
/// # impl MigratorTrait for Migrator {
/// #     fn migrations() -> Vec<Box<dyn MigrationTrait>> { vec![] }
/// # }
/// use migration_kit::apply::{BootOptions, boot};
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let report = boot("sqlite::memory:", Migrator, BootOptions::from_env()?).await?;
/// assert!(report.applied.is_empty());
/// # Ok::<(), migration_kit::Error>(())
/// # }).unwrap();
/// ```
pub async fn boot(
    url: &str,
    migrator: impl MigratorTraitSelf,
    options: BootOptions,
) -> Result<BootReport, Error> {
    let target = Target::parse(url)?;
    let migrations = Migrations::of(&migrator)?;
    Compat::new(async {
        match options.mode {
            BootMode::Apply => {
                let mut session = Session::open(&target, options.options).await?;
                let result = apply(&mut session, &migrations).await;
                session.close().await;
                result
            }
            BootMode::Verify => verify(&target, &migrations, options.options).await,
            BootMode::Off => {
                Session::open(&target, options.options).await?.close().await;
                Ok(BootReport::default())
            }
        }
    })
    .await
}

async fn apply(session: &mut Session, migrations: &Migrations) -> Result<BootReport, Error> {
    let brought = session.bring_up(migrations, None).await?;
    session.warn_of_modified(migrations).await?;
    Ok(BootReport { ahead: brought.ahead, applied: brought.done })
}

/// Looks once a second, and once more at the deadline. Each look is a connection of its own, so
/// that a server which is restarted meanwhile is waited for too.
async fn verify(
    target: &Target,
    migrations: &Migrations,
    options: Options,
) -> Result<BootReport, Error> {
    let (started, wait) = (Instant::now(), options.lock_timeout);
    /// How often the waiting is told again.
    const TELL_EVERY: Duration = Duration::from_secs(10);
    let mut told = None;
    let mut pending: Vec<String> = Vec::new();
    let plans = ActionsByVersion::of_plans(&migrations.list, target.backend());
    loop {
        match Session::look_beside(target, migrations, options.clone(), &plans).await {
            Ok(history) => {
                let open = history.iter().filter(|migration| {
                    migration.is_pending()
                        || (migration.is_partially_applied() && !migration.is_of_others())
                });
                pending = open.map(|migration| migration.version.clone()).collect();
                if pending.is_empty() {
                    return Ok(BootReport { applied: Vec::new(), ahead: ahead(&history) });
                }
                if let Some(failed) = history
                    .iter()
                    .find(|migration| migration.state == State::Failed && !migration.is_of_others())
                {
                    // Nobody will apply it before a person has looked.
                    return Err(partially_applied(failed, &[]));
                }
                options.progress.waits_for(Some("another process"));
                if told.is_none_or(|at: Instant| at.elapsed() >= TELL_EVERY) {
                    tracing::info!(
                        "waiting for another process to apply {} pending migrations",
                        pending.len()
                    );
                    told = Some(Instant::now());
                }
            }
            // It was there before.
            Err(error) if !pending.is_empty() => tracing::warn!("{error}"),
            Err(error) => return Err(error),
        }
        let waited = started.elapsed();
        if waited >= wait {
            return Err(Error::NotApplied { waited: waited.as_secs(), pending });
        }
        sleep(Duration::from_secs(1).min(wait - waited)).await;
    }
}

fn ahead(history: &[MigrationStatus]) -> Vec<String> {
    history
        .iter()
        .filter(|migration| migration.state == State::Missing)
        .map(|migration| migration.version.clone())
        .collect()
}
