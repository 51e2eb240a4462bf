//! The router with what holds for every route, the listener, and the end.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONNECTION};
use axum::http::{HeaderName, HeaderValue, StatusCode, Version};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::serve::ListenerExt as _;
use migration_kit::Error;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::sensitive_headers::SetSensitiveRequestHeadersLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::app::App;
use crate::config::Config;
use crate::listen::Closing;
use crate::problem::{as_problem, panicked};
use crate::shutdown::{Shutdown, Signal};
use crate::{janitor, metrics, routes};

/// The largest request body, in bytes.
const BODY_LIMIT: usize = 512 * 1024;

/// How long connections that are open may still bring a request after nobody new is let in: one that was just made has
/// sent none yet, and would be closed as if it were idle.
const LINGER: Duration = Duration::from_millis(500);

/// How long the pool may take to close.
const CLOSE: Duration = Duration::from_secs(3);

/// Listens until a signal says stop, and lets the requests under way finish, within a bound.
pub async fn run(config: &Config, app: App, mut shutdown: Shutdown) -> Result<(), Error> {
    let failed = |source: std::io::Error| Error::Config {
        message: format!("cannot listen on {}: {source}", config.address),
        hint: Some("is another server running there? API_ADDR chooses the address".to_owned()),
    };
    let listener = TcpListener::bind(config.address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    tracing::info!(%address, "listening on http://{address}");
    let router = routes::routes().0.merge(routes::schema::router(config.schema_page.clone()));
    let router = with_limits(router, app.clone(), config.request_timeout);
    let cleaning = tokio::spawn(janitor::run(app.clone(), config.purge_after));
    let delay = config.drain_delay;
    let stopping = app.clone();
    let stop = async move {
        let signal = shutdown.wait().await;
        stopping.stop();
        // Nobody sends requests by way of a terminal.
        if signal == Signal::Terminate {
            tokio::time::sleep(delay).await;
        }
    };
    serve(listener, router, stop, config.drain_timeout).await.map_err(failed)?;
    cleaning.abort();
    match tokio::time::timeout(CLOSE, app.store.clone().close()).await {
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
    let (close, closed) = tokio::sync::oneshot::channel();
    // An answer is one write, and there is nothing to wait for: RFC 896 is about typing.
    let listener = Closing::new(listener, closed)?.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        let _ = close.send(());
        tokio::time::sleep(LINGER).await;
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

/// What holds for every route, from the inside out.
fn with_limits(router: Router<App>, app: App, timeout: Duration) -> Router {
    let id = HeaderName::from_static("x-request-id");
    router
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, timeout))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::map_response(as_problem))
        .layer(PropagateRequestIdLayer::new(id.clone()))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::new(id, MakeRequestUuid))
        .layer(SetSensitiveRequestHeadersLayer::new([AUTHORIZATION]))
        .layer(middleware::from_fn_with_state(app.clone(), say_goodbye))
        .layer(metrics::layer())
        .with_state(app)
}

/// What the log says of a request: never its parameters or its body.
fn span(request: &Request) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}

/// While the server stops, each answer ends its connection, so that no client is about to send on one that closes: RFC
/// 9112, "9.6. Tear-down".
async fn say_goodbye(State(app): State<App>, request: Request, next: Next) -> Response {
    let old = request.version() < Version::HTTP_2;
    let mut response = next.run(request).await;
    if old && app.is_stopping() {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;
    use crate::limit::Limit;
    use crate::secrets::Keyring;
    use crate::store::Store;

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

    #[tokio::test]
    async fn what_no_handler_answers_is_a_problem_document_too() {
        let app = App::new(Store::detached(), Keyring::new(Vec::new()), Limit::new(None));
        let router: Router<App> = Router::new()
            .route("/slow", get(async || tokio::time::sleep(Duration::from_secs(60)).await))
            .route("/panic", get(async || -> () { panic!("on purpose") }));
        let router = with_limits(router, app, Duration::from_millis(50));
        for (path, status) in [("/slow", 408), ("/panic", 500), ("/nowhere", 404)] {
            let request = Request::builder().uri(path).body(Body::empty()).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), status, "{path}");
            assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
            assert!(response.headers().contains_key("x-request-id"), "{path}");
            let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
            let body = String::from_utf8(body.to_vec()).unwrap();
            assert!(body.contains(&format!("\"status\":{status}")), "{body}");
            assert!(!body.contains("on purpose"), "{body}");
        }
    }
}
