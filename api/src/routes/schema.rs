//! `GET /schema`: a page with the schema, its history and what the linter says of it. Where it is off, nothing is there.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use migration_kit::page::PageOptions;

use crate::app::App;
use crate::problem::{Kind, Problem};

/// The route, where the page is on. It is for people, and no part of the OpenAPI document.
pub fn router(page: Option<PageOptions>) -> Router<App> {
    match page {
        Some(options) => Router::new().route("/schema", get(async move |app| handle(app, options).await)),
        None => Router::new(),
    }
}

async fn handle(State(app): State<App>, options: PageOptions) -> Result<Response, Problem> {
    let page = app.store.schema_page(options).await.map_err(|error| {
        tracing::warn!(%error, "cannot show the schema");
        Problem::new(Kind::Unavailable).retry_after(1)
    })?;
    let headers = [
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_SECURITY_POLICY, page.content_security_policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    Ok((headers, Html(page.html)).into_response())
}
