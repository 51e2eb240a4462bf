//! `GET /health/ready`: the database answers and lacks none of this build's steps.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use migration_kit::apply::StepStatus;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;

#[derive(Serialize, ToSchema)]
pub struct Ready {
    #[schema(example = "ready")]
    status: &'static str,
    /// The steps that the database lacks. One that is ahead of this build is ready.
    pending: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    reason: Option<&'static str>,
}

/// The database answers and lacks no step of this build
#[utoipa::path(
    get,
    path = "/health/ready", operation_id = "ready",
    tag = "operations",
    responses((status = 200, body = Ready), (status = 503, description = "Send requests to another one", body = Ready))
)]
pub async fn handle(State(app): State<App>) -> (StatusCode, Json<Ready>) {
    if app.is_stopping() {
        return not_ready(Vec::new(), "the server is stopping");
    }
    let history = match app.store.history().await {
        Ok(history) => history,
        Err(error) => {
            // What exactly is wrong is for the log; a stranger may be asking.
            tracing::warn!(%error, "not ready");
            return not_ready(Vec::new(), "the database does not answer");
        }
    };
    let pending: Vec<String> =
        history.into_iter().filter(StepStatus::is_pending).map(|step| step.version).collect();
    if pending.is_empty() {
        return (StatusCode::OK, Json(Ready { status: "ready", pending, reason: None }));
    }
    not_ready(pending, "migrations are pending")
}

fn not_ready(pending: Vec<String>, reason: &'static str) -> (StatusCode, Json<Ready>) {
    (StatusCode::SERVICE_UNAVAILABLE, Json(Ready { status: "not ready", pending, reason: Some(reason) }))
}
