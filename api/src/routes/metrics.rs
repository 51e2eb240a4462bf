//! `GET /metrics`: for Prometheus.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use migration_kit::apply::MigrationStatus;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::metrics;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// Requests, pool and migrations, in Prometheus' text format
#[utoipa::path(get, path = "/metrics", tag = "operations", responses((status = 200, body = String)))]
async fn show(State(app): State<App>) -> Response {
    let (open, idle) = app.store.pool();
    // A database that is away must not take the other figures away.
    let history = app.store.history().await.ok();
    let pending = |history: &Arc<Vec<MigrationStatus>>| {
        history
            .iter()
            .filter(|migration| migration.is_pending() || migration.needs_repair())
            .count()
    };
    let text = metrics::render(&metrics::Now {
        connections: open,
        idle,
        migrations: history.as_ref().map(|history| (history.len(), pending(history))),
    });
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
