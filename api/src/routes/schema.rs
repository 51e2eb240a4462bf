//! `GET /schema`: a page with the schema, its history and what the linter says of it. Where it is off, nothing is there.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use migration::Migrator;
use migration_kit::page::{self, PageOptions};
use sea_orm::DatabaseConnection;

/// The route, where the page is on.
pub fn router(page: Option<PageOptions>) -> Router<DatabaseConnection> {
    match page {
        Some(options) => Router::new().route("/schema", get(async move |db| handle(db, options).await)),
        None => Router::new(),
    }
}

async fn handle(State(db): State<DatabaseConnection>, options: PageOptions) -> Response {
    match page::render(&db, Migrator, options).await {
        Ok(page) => {
            let headers = [
                (header::CACHE_CONTROL, "no-store".to_owned()),
                (header::CONTENT_SECURITY_POLICY, page.content_security_policy),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
                (header::REFERRER_POLICY, "no-referrer".to_owned()),
            ];
            (headers, Html(page.html)).into_response()
        }
        Err(error) => {
            tracing::warn!(%error, "cannot show the schema");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
