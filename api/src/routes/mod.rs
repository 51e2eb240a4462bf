//! One file per route.

mod live;
mod migrations;
mod ready;
mod schema;

use axum::Router;
use axum::routing::get;
use migration_kit::page::PageOptions;
use sea_orm::DatabaseConnection;

/// Every route of the server, with the page of the schema where there is one.
pub fn router(db: DatabaseConnection, page: Option<PageOptions>) -> Router {
    Router::new()
        .route("/health/live", get(live::handle))
        .route("/health/ready", get(ready::handle))
        .route("/schema/migrations", get(migrations::handle))
        .merge(schema::router(page))
        .with_state(db)
}
