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

/// How long a request may take, once its head has arrived.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// How long the requests under way may go on after a signal says stop. An orchestrator's own grace has to be longer.
const DRAIN: Duration = Duration::from_secs(20);

/// How long the pool may take to close after that.
const CLOSE: Duration = Duration::from_secs(3);

/// Opens the server's own pool on a database that is up.
pub async fn connect(config: &Config) -> Result<DatabaseConnection, Error> {
    let mut options = ConnectOptions::new(config.database.expose_url());
    // Without an answer in this time a request is better refused.
    options.acquire_timeout(Duration::from_secs(5));
    if let Some(path) = config.boot.options.search_path() {
        options.set_schema_search_path(path);
    }
    Database::connect(options).await.map_err(|source| Error::Database {
        doing: format!("open a pool on {}", config.database),
        source,
        hint: None,
    })
}

/// Listens until a signal says stop, and lets the requests under way finish, within a bound.
pub async fn run(config: &Config, db: DatabaseConnection, mut shutdown: Shutdown) -> Result<(), Error> {
    let failed = |source: std::io::Error| Error::Config {
        message: format!("cannot listen on {}: {source}", config.address),
        hint: Some("is another server running there? API_ADDR chooses the address".to_owned()),
    };
    let listener = TcpListener::bind(config.address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    tracing::info!(%address, "listening on http://{address}");
    let router = with_limits(routes::router(db.clone(), config.page()));
    serve(listener, router, async move { shutdown.wait().await }, DRAIN).await.map_err(failed)?;
    match tokio::time::timeout(CLOSE, db.close()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the pool did not close cleanly"),
        Err(_) => tracing::warn!("the pool did not close: a connection is still busy"),
    }
    tracing::info!("stopped");
    Ok(())
}

/// Serves until `stop` completes, and for at most `drain` after that: a client that never finishes its request must not
/// keep the process.
async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
    drain: Duration,
) -> std::io::Result<()> {
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
        stop.await;
        // Nobody listens any more only when serving has ended already.
        let _ = stopping.send(());
    });
    let deadline = async {
        match stopped.await {
            Ok(()) => tokio::time::sleep(drain).await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        served = serving => served,
        () = deadline => {
            tracing::warn!("stopping with requests under way: they took too long");
            Ok(())
        }
    }
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

    #[tokio::test]
    async fn a_client_that_never_finishes_its_request_does_not_keep_the_process() {
        use tokio::io::AsyncWriteExt as _;

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = tokio::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").await.unwrap();
        let stop = tokio::time::sleep(Duration::from_millis(200));
        let serving = serve(listener, Router::new(), stop, Duration::from_millis(300));
        tokio::time::timeout(Duration::from_secs(20), serving).await.expect("it stops by itself").unwrap();
    }

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
