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
use crate::routes;
use crate::shutdown::Shutdown;

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
    // Caught before anybody is told that the server listens, so that no signal is missed.
    let shutdown = Shutdown::catch().map_err(failed)?;
    let listener = TcpListener::bind(config.address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    tracing::info!(%address, "listening on http://{address}");
    let router = with_limits(routes::router(db.clone()));
    let served = axum::serve(listener, router).with_graceful_shutdown(shutdown.wait()).await;
    served.map_err(failed)?;
    if let Err(error) = db.close().await {
        tracing::warn!(%error, "the pool did not close cleanly");
    }
    tracing::info!("stopped");
    Ok(())
}

/// What holds for every route.
fn with_limits(router: Router) -> Router {
    router
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIMEOUT))
        .layer(TraceLayer::new_for_http())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_request_that_takes_too_long_is_given_up() {
        for (seconds, status) in [(REQUEST_TIMEOUT.as_secs() - 1, 200), (REQUEST_TIMEOUT.as_secs() + 1, 408)]
        {
            let slow = get(async move || tokio::time::sleep(Duration::from_secs(seconds)).await);
            let router = with_limits(Router::new().route("/", slow));
            let response = router.oneshot(Request::new(Body::empty())).await.unwrap();
            assert_eq!(response.status().as_u16(), status);
        }
    }
}
