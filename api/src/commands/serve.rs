//! `api`: reads its settings, brings its database up, then listens.

use migration::Migrator;
use migration_kit::{Error, apply};

use crate::app::App;
use crate::config::Config;
use crate::limit::Limit;
use crate::secrets::Keyring;
use crate::serve;
use crate::shutdown::Shutdown;
use crate::store::Store;

pub async fn run() -> Result<(), Error> {
    let config = Config::from_env()?;
    let keyring = Keyring::from_env(config.database.sqlite_file().as_deref())?;
    tracing::info!(database = %config.database, mode = ?config.boot.mode, "starting");
    // Caught from here on: as the first process of a container, the server would not be ended by a signal otherwise.
    let mut shutdown = Shutdown::catch()
        .map_err(|e| Error::Config { message: format!("cannot catch signals: {e}"), hint: None })?;
    let report = tokio::select! {
        report = apply::boot(config.database.expose_url(), Migrator, config.boot.clone()) => report?,
        _ = shutdown.wait() => {
            return Err(Error::Config { message: "stopped by a signal before it was up".to_owned(), hint: None });
        }
    };
    if !report.ahead.is_empty() {
        tracing::warn!(versions = ?report.ahead, "the database is ahead of this build; all of its own steps are applied");
    }
    let store = Store::open(&config).await?;
    let app = App::new(store, keyring, Limit::new(config.rate_limit));
    serve::run(&config, app, shutdown).await
}
