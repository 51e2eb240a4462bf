//! `api`: reads its settings, listens, brings its database up, and then serves until a signal says
//! stop.

use std::time::Duration;

use migration::Migrator;
use migration_kit::Error;
use migration_kit::apply::{self, BootMode};

use crate::app::{App, Parts};
use crate::config::Config;
use crate::front::Front;
use crate::janitor;
use crate::limit::Limit;
use crate::secrets::{Keyring, private};
use crate::shutdown::{Shutdown, Signal};
use crate::stage::Stage;
use crate::store::Store;

/// How long the pool may take to close.
const CLOSE: Duration = Duration::from_secs(3);

pub async fn run() -> Result<(), Error> {
    let config = Config::from_env()?;
    let keyring = Keyring::from_env(config.database.sqlite_file().as_deref())?;
    tracing::info!(database = %config.database, mode = ?config.boot.mode, "starting");
    // Caught from here on: as the first process of a container, the server would not be ended by a
    // signal otherwise.
    let mut shutdown = Shutdown::catch().map_err(|e| Error::Environment {
        message: format!("cannot catch signals: {e}"),
        hint: None,
    })?;
    let stage = Stage::new(config.boot.mode, config.boot.options.progress.clone());
    let front = Front::open(&config, &stage).await?;
    let app = tokio::select! {
        app = boot(&config, keyring, stage.clone()) => app?,
        _ = shutdown.wait() => {
            return Err(Error::Interrupted { message: "stopped by a signal before it was up".to_owned(), hint: None });
        }
    };
    front.serve(&config, &app);
    let address = front.address;
    tracing::info!(%address, "ready on http://{address}");
    let cleaning = tokio::spawn(janitor::run(app.clone(), config.purge_after));
    let signal = shutdown.wait().await;
    stage.stop();
    // Nobody sends requests by way of a terminal.
    front
        .close(if signal == Signal::Terminate { config.drain_delay } else { Duration::ZERO })
        .await;
    cleaning.abort();
    match tokio::time::timeout(CLOSE, app.store.clone().close()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the pool did not close cleanly"),
        Err(_) => tracing::warn!("the pool did not close: a connection is still busy"),
    }
    tracing::info!("stopped");
    Ok(())
}

/// Brings the database up and opens what the handlers need.
async fn boot(config: &Config, keyring: Keyring, stage: Stage) -> Result<App, Error> {
    // Before the driver does, which leaves it to everybody; the log and the index of SQLite get the
    // rights of the database.
    if let Some(file) = config.database.sqlite_file()
        && config.database.expose_url().contains("mode=rwc")
    {
        private::make(&file);
        private::warn_of_readers(&file, "which has what users store");
    }
    let report = apply::boot(config.database.expose_url(), Migrator, config.boot.clone()).await?;
    if !report.ahead.is_empty() {
        tracing::warn!(versions = ?report.ahead, "the database is ahead of this build; all of its own migrations are applied");
    }
    let store = Store::open(config).await?;
    match store.check_keys(&keyring).await {
        // The table of the keys may not be there yet, and nobody is to look at that.
        Err(error @ Error::Database { .. }) if config.boot.mode == BootMode::Off => {
            tracing::warn!(%error, "going on")
        }
        checked => checked?,
    }
    let (proxies, limit) = (config.proxies.clone(), Limit::new(config.rate_limit));
    Ok(App::new(Parts { store, keyring, proxies, limit, stage }))
}
