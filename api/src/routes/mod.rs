//! One file per route.

mod live;
mod migrations;
mod ready;

use axum::Router;
use axum::routing::get;
use sea_orm::DatabaseConnection;

/// Every route of the server.
pub fn router(db: DatabaseConnection) -> Router {
    Router::new()
        .route("/health/live", get(live::handle))
        .route("/health/ready", get(ready::handle))
        .route("/schema/migrations", get(migrations::handle))
        .with_state(db)
}
