//! `GET /health/live`: the process answers. A database that is away is no reason to restart it.

use axum::Json;
use serde::Serialize;

#[derive(Serialize)]
pub struct Live {
    status: &'static str,
}

pub async fn handle() -> Json<Live> {
    Json(Live { status: "live" })
}
