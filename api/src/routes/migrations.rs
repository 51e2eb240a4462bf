//! `GET /schema/migrations`: every step with its state and when it was applied.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use migration::Migrator;
use migration_kit::apply::{self, StepStatus};
use sea_orm::DatabaseConnection;

/// The shape of a step is that of `status --format json`.
pub async fn handle(State(db): State<DatabaseConnection>) -> Result<Json<Vec<StepStatus>>, StatusCode> {
    apply::status(&db, Migrator).await.map(Json).map_err(|error| {
        tracing::warn!(%error, "cannot read the migrations");
        StatusCode::SERVICE_UNAVAILABLE
    })
}
