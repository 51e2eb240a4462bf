//! `GET /health/ready`: the database answers and lacks none of this build's migrations.

use std::borrow::Cow;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use migration_kit::apply::MigrationStatus;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;

#[derive(Serialize, ToSchema)]
pub struct Ready {
    #[schema(example = "ready")]
    status: &'static str,
    /// The migrations that the database lacks. One that is ahead of this build is ready.
    pending: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    reason: Option<Cow<'static, str>>,
}

/// The database answers and lacks no migration of this build
#[utoipa::path(
    get,
    path = "/health/ready", operation_id = "ready",
    tag = "operations",
    responses((status = 200, body = Ready), (status = 503, description = "Send requests to another one", body = Ready))
)]
pub async fn handle(State(app): State<App>) -> (StatusCode, Json<Ready>) {
    if app.stage.is_stopping() {
        return not_ready(Vec::new(), "the server is stopping");
    }
    let history = match app.store.history().await {
        Ok(history) => history,
        Err(silence) => return not_ready(Vec::new(), silence.reason()),
    };
    let open = |migration: &&MigrationStatus| migration.is_pending() || migration.needs_repair();
    let pending: Vec<String> =
        history.iter().filter(open).map(|migration| migration.version.clone()).collect();
    if pending.is_empty() {
        return (StatusCode::OK, Json(Ready { status: "ready", pending, reason: None }));
    }
    match history.iter().any(MigrationStatus::needs_repair) {
        true => not_ready(pending, "a migration is partially applied"),
        false => not_ready(pending, "migrations are pending"),
    }
}

/// The answer of a server that is not ready, with the reason.
pub fn not_ready(
    pending: Vec<String>,
    reason: impl Into<Cow<'static, str>>,
) -> (StatusCode, Json<Ready>) {
    let ready = Ready { status: "not ready", pending, reason: Some(reason.into()) };
    (StatusCode::SERVICE_UNAVAILABLE, Json(ready))
}
