//! What no handler answered, in the same form: extractors, layers, unknown routes and panics.

use std::any::Any;

use axum::body::Body;
use axum::http::Response;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::IntoResponse as _;

use super::{Kind, Problem};

/// Turns every failure that is not a problem document yet into one. What the layers said is not
/// repeated: it is about this server's libraries.
pub async fn as_problem(response: axum::response::Response) -> axum::response::Response {
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    let json = |response: &Response<Body>| {
        response.headers().get(CONTENT_TYPE).is_some_and(|value| {
            value.as_bytes().starts_with(b"application/problem+json")
                || value.as_bytes().starts_with(b"application/json")
        })
    };
    if !failed || json(&response) {
        return response;
    }
    let mut problem = Problem::new(Kind::of(status));
    // A status that has no kind of its own stays what it was.
    problem.status = status.as_u16();
    let mut answer = problem.into_response();
    for (name, value) in response.headers() {
        if *name != CONTENT_TYPE && *name != CONTENT_LENGTH {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

/// A panic is the server's mistake; what it said is in the log.
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("nothing");
    tracing::error!(said, "a handler panicked");
    Problem::new(Kind::Internal).into_response()
}
