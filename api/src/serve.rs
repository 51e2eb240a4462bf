//! The pool, the router and the listener.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use migration_kit::Error;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use tokio::net::TcpListener;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::config::Config;
use crate::{routes, shutdown};

/// The largest request body, in bytes.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// How long a request may take. It also bounds a graceful shutdown.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Opens the server's own pool on a database that is up.
pub async fn connect(config: &Config) -> Result<DatabaseConnection, Error> {
    let mut options = ConnectOptions::new(config.database.expose_url());
    // Without an answer in this time a request is better refused.
    options.acquire_timeout(Duration::from_secs(5));
    if let Some(schema) = &config.boot.options.schema {
        options.set_schema_search_path(schema);
    }
    Database::connect(options).await.map_err(|source| Error::Database {
        doing: format!("open a pool on {}", config.database),
        source,
        hint: None,
    })
}

/// Listens until a signal says stop, and lets the requests under way finish.
pub async fn run(config: &Config, db: DatabaseConnection) -> Result<(), Error> {
    let failed = |source: std::io::Error| Error::Config {
        message: format!("cannot listen on {}: {source}", config.address),
        hint: Some("is another server running there? API_ADDR chooses the address".to_owned()),
    };
    let listener = TcpListener::bind(config.address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    tracing::info!(%address, "listening on http://{address}");
    let served = axum::serve(listener, router(db.clone())).with_graceful_shutdown(shutdown::signal()).await;
    served.map_err(failed)?;
    if let Err(error) = db.close().await {
        tracing::warn!(%error, "the pool did not close cleanly");
    }
    tracing::info!("stopped");
    Ok(())
}

fn router(db: DatabaseConnection) -> Router {
    routes::router(db)
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIMEOUT))
        .layer(TraceLayer::new_for_http())
}
