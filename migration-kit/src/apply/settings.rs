//! The settings of a session: from what the command line gives, the environment and the defaults to
//! [`Options`]. The command line and a server's boot read them here, and nowhere else.

use std::time::Duration;

use super::{LockKind, Options};
use crate::{Error, env};

/// What is given on the command line; the environment says the rest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pub schema: Option<String>,
    pub lock: Option<LockKind>,
    pub lock_timeout: Option<Duration>,
    pub table_lock_timeout: Option<Duration>,
    pub statement_timeout: Option<Duration>,
}

impl Options {
    /// What is given, else the variable, else the default. A variable that is empty is not set.
    ///
    /// # Errors
    /// [`Error::Environment`] for a variable that cannot be understood, which names it.
    pub(crate) fn read(given: Given, default: Self) -> Result<Self, Error> {
        let seconds =
            |given: Option<Duration>, setting: &env::Setting, default: Duration| match given {
                Some(given) => Ok(given),
                None => env::seconds(setting.variable, default),
            };
        Ok(Self {
            schema: given.schema.or_else(|| env::var(env::DATABASE_SCHEMA.variable)),
            lock: match given.lock {
                Some(given) => given,
                None => {
                    env::var(env::LOCK.variable).map_or(Ok(default.lock), |text| text.parse())?
                }
            },
            lock_timeout: seconds(given.lock_timeout, &env::LOCK_TIMEOUT, default.lock_timeout)?,
            lease_time: seconds(None, &env::LEASE_TIME, default.lease_time)?,
            table_lock_timeout: seconds(
                given.table_lock_timeout,
                &env::TABLE_LOCK_TIMEOUT,
                default.table_lock_timeout,
            )?,
            statement_timeout: match given.statement_timeout {
                Some(given) => Some(given),
                None => env::optional_seconds(env::STATEMENT_TIMEOUT.variable)?,
            },
            ..default
        })
    }
}
