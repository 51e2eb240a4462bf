//! `GET /schema`: a page with the schema, its history and what the linter says of it. Where it is
//! off, nothing is there.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use migration_kit::page::PageOptions;

use crate::app::App;
use crate::problem::Problem;

/// The route.
pub fn router(options: PageOptions) -> Router<App> {
    Router::new().route("/schema", get(async move |app| handle(app, options).await))
}

async fn handle(State(app): State<App>, options: PageOptions) -> Result<Response, Problem> {
    let page = app.store.schema_page(options).await?;
    let headers = [
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_SECURITY_POLICY, page.content_security_policy.clone()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    Ok((headers, Html(page.html.clone())).into_response())
}
