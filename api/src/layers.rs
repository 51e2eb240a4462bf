//! What holds for every route.

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_SECURITY_POLICY, HOST, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode, Version};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::sensitive_headers::SetSensitiveRequestHeadersLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::metrics;
use crate::problem::{Kind, Problem, as_problem, panicked};
use crate::stage::Stage;

/// The largest request body, in bytes.
const BODY_LIMIT: usize = 512 * 1024;

/// What an answer may do in a browser, unless its route says otherwise: nothing.
const NOTHING: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Adds what holds for every route, from the inside out.
pub fn with_limits<S: Clone + Send + Sync + 'static>(
    router: Router<S>,
    stage: Stage,
    timeout: Duration,
) -> Router<S> {
    let id = HeaderName::from_static("x-request-id");
    router
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, timeout))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(middleware::from_fn(one_host))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::map_response(as_problem))
        .layer(middleware::map_response(harmless))
        .layer(PropagateRequestIdLayer::new(id.clone()))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::new(id, MakeRequestUuid))
        .layer(SetSensitiveRequestHeadersLayer::new([AUTHORIZATION]))
        .layer(middleware::from_fn_with_state(stage, say_goodbye))
        .layer(metrics::layer())
}

/// What the log says of a request: never its parameters or its body.
fn span(request: &Request) -> tracing::Span {
    let id =
        request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}

/// A request names one host: RFC 9112, "3.2. Request Target". Two servers that read one request
/// must not disagree about whom it is for.
async fn one_host(request: Request, next: Next) -> Response {
    let hosts = request.headers().get_all(HOST).iter().count();
    let is_fine = match request.version() {
        Version::HTTP_09 | Version::HTTP_10 => hosts <= 1,
        _ => hosts == 1,
    };
    if !is_fine {
        return Problem::new(Kind::BadRequest)
            .detail("A request has one Host header.")
            .into_response();
    }
    next.run(request).await
}

/// A browser takes an answer for what it says it is, and does nothing with it.
async fn harmless(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    response
}

/// While the server stops, each answer ends its connection, so that no client is about to send on
/// one that closes: RFC 9112, "9.6. Tear-down".
async fn say_goodbye(State(stage): State<Stage>, request: Request, next: Next) -> Response {
    let old = request.version() < Version::HTTP_2;
    let mut response = next.run(request).await;
    if old && stage.is_stopping() {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use migration_kit::apply::{BootMode, Progress};
    use tower::ServiceExt as _;

    use super::*;

    fn router() -> Router {
        let router = Router::new()
            .route("/slow", get(async || tokio::time::sleep(Duration::from_secs(60)).await))
            .route("/panic", get(async || -> () { panic!("on purpose") }))
            .route("/page", get(async || [("content-security-policy", "default-src 'self'")]))
            .route("/", get("here"));
        with_limits(
            router,
            Stage::new(BootMode::Off, Progress::default()),
            Duration::from_millis(50),
        )
    }

    async fn ask(path: &str, version: Version, hosts: &[&str]) -> Response {
        let mut request = Request::builder().uri(path).version(version);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn what_no_handler_answers_is_a_problem_too() {
        for (path, status) in [("/slow", 408), ("/panic", 500), ("/nowhere", 404)] {
            let response = ask(path, Version::HTTP_11, &["x"]).await;
            assert_eq!(response.status(), status, "{path}");
            assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
            assert!(response.headers().contains_key("x-request-id"), "{path}");
            let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
            let body = String::from_utf8(body.to_vec()).unwrap();
            assert!(body.contains(&format!("\"status\":{status}")), "{body}");
            assert!(!body.contains("on purpose"), "{body}");
        }
    }

    #[tokio::test]
    async fn a_request_names_one_host() {
        for (version, hosts, status) in [
            (Version::HTTP_11, &["a"][..], 200),
            (Version::HTTP_11, &[], 400),
            (Version::HTTP_11, &["a", "b"], 400),
            (Version::HTTP_11, &["a", "a"], 400),
            (Version::HTTP_10, &[], 200),
            (Version::HTTP_10, &["a", "b"], 400),
        ] {
            assert_eq!(ask("/", version, hosts).await.status(), status, "{version:?} {hosts:?}");
        }
    }

    #[tokio::test]
    async fn every_answer_is_harmless_in_a_browser() {
        for path in ["/", "/nowhere", "/panic", "/page"] {
            let response = ask(path, Version::HTTP_11, &["x"]).await;
            assert_eq!(response.headers()["x-content-type-options"], "nosniff", "{path}");
            let policy = response.headers()["content-security-policy"].to_str().unwrap();
            let expected =
                if path == "/page" { "default-src 'self'" } else { "default-src 'none'; base-uri" };
            assert!(policy.starts_with(expected), "{path}: {policy}");
        }
    }
}
