//! What the server is told to do for the session: where its tables are, and how long it may wait.

use sea_orm::{ConnectionTrait as _, Statement};

use super::{Session, setting_up};
#[cfg(feature = "cli")]
use crate::Backend;
use crate::Error;
use crate::apply::lock::LockKind;
use crate::apply::{Migrations, Options};
use crate::dialect;
use crate::dialect::session::TimeOuts;

impl Session {
    /// What this session's server is told.
    pub(super) fn dialect(&self) -> &'static dyn dialect::session::Session {
        dialect::session::of(self.backend())
    }

    /// Sets the search path of the caller's pool, or the one that the options name.
    pub(super) async fn set_search_path(&self) -> Result<(), Error> {
        let path = self.path.clone().or_else(|| self.options.search_path());
        match path.and_then(|path| self.dialect().look_in(&path)) {
            Some(set) => self.db.query_one_raw(set).await.map(|_| ()).map_err(setting_up),
            None => Ok(()),
        }
    }

    /// Limits how long a statement waits and runs, sets aside what would end an idle session, and
    /// gives the session's number.
    pub(super) async fn set_time_outs(&mut self) -> Result<Option<i64>, Error> {
        let time_outs = time_outs(&self.options);
        self.dialect().set_time_outs(&self.db, &time_outs).await.map_err(setting_up)
    }

    /// Behind a pooler the next statement may go to another session of the server, so what it needs
    /// to know goes with each transaction.
    pub(super) fn transaction_settings(&self) -> Option<Statement> {
        let settings = || self.dialect().time_outs_of_transaction(&time_outs(&self.options));
        self.is_pooled().then(settings).flatten()
    }

    /// The lease was asked for: sessions are shared.
    pub(super) fn is_pooled(&self) -> bool {
        self.options.lock == LockKind::Lease
    }

    /// Refuses a record that is seen in one schema while new tables would go to another, which
    /// stands before it in the search path: the history would be split.
    pub(super) async fn stay_in_one_schema(&self, migrations: &Migrations) -> Result<(), Error> {
        let Some(ask) = self.dialect().seen_elsewhere(&migrations.table.to_string()) else {
            return Ok(());
        };
        let Some(row) = self.db.query_one_raw(ask).await.map_err(setting_up)? else {
            return Ok(());
        };
        let schema = |at| row.try_get_by_index::<String>(at).map_err(setting_up);
        Err(Error::Environment {
            message: format!(
                "the table {} is in the schema {}, but new tables would go to {}",
                migrations.table,
                schema(0)?,
                schema(1)?
            ),
            hint: Some("say which one is meant with -s or DATABASE_SCHEMA".to_owned()),
        })
    }
}

fn time_outs(options: &Options) -> TimeOuts {
    TimeOuts { table_lock: options.table_lock_timeout, statement: options.statement_timeout }
}

/// What a session of the database's own client is told so that it is like one of the kit's.
#[cfg(feature = "cli")]
pub(crate) fn client_settings(backend: Backend, options: &Options) -> Vec<String> {
    dialect::client::of(backend).settings(options.search_path(), &time_outs(options))
}
