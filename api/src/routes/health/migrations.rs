//! `GET /schema/migrations`: every migration with its state and when it was applied.

use axum::Json;
use axum::extract::State;
use migration_kit::apply::MigrationStatus;

use crate::app::App;
use crate::problem::Problem;

/// Every migration of the schema with its state, in the shape of `status --format json`: `state` is
/// `applied`, `modified`, `pending`, `out_of_order`, `missing`, `running`, `partially_applied` or
/// `failed`
#[utoipa::path(
    get,
    path = "/schema/migrations", operation_id = "migrations",
    tag = "operations",
    responses(
        (status = 200, body = Vec<Object>),
        (status = 503, description = "The database does not answer right now", body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn handle(State(app): State<App>) -> Result<Json<Vec<MigrationStatus>>, Problem> {
    Ok(Json(app.store.history().await?.as_ref().clone()))
}
