//! What a server answers before its database is up.

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use super::live;
use super::ready::{Ready, not_ready};
use crate::problem::{Kind, Problem};
use crate::stage::Stage;

/// For how many seconds a client may do something else.
const RETRY_AFTER: u64 = 1;

/// It lives, says what it waits for, and sends everybody else away.
pub fn router() -> Router<Stage> {
    Router::new()
        .route("/health/live", get(live::handle))
        .route("/health/ready", get(ready))
        .fallback(async || {
            Problem::new(Kind::Unavailable)
                .detail("The server is starting.")
                .retry_after(RETRY_AFTER)
        })
}

async fn ready(State(stage): State<Stage>) -> (StatusCode, Json<Ready>) {
    not_ready(Vec::new(), stage.booting())
}
