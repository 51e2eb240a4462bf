//! `GET /health/live`: the process answers. A database that is away is no reason to restart it.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct Live {
    #[schema(example = "live")]
    status: &'static str,
}

/// The process answers
#[utoipa::path(get, path = "/health/live", operation_id = "live", tag = "operations", responses((status = 200, body = Live)))]
pub async fn handle() -> Json<Live> {
    Json(Live { status: "live" })
}
