//! One file per resource. A route and its line in the OpenAPI document are one thing, so that neither is without the
//! other.

mod docs;
mod health;
mod metrics;
pub mod schema;
mod v1;

use axum::Router;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::problem::{Kind, Problem};

/// Every route of the server, and the document that describes them.
pub fn routes() -> (Router<App>, OpenApi) {
    let (router, mut document) = OpenApiRouter::with_openapi(docs::Document::openapi())
        .merge(health::routes())
        .merge(metrics::routes())
        .nest("/v1", v1::routes())
        .split_for_parts();
    docs::complete(&mut document);
    let router = router
        .fallback(async || Problem::new(Kind::NotFound))
        .method_not_allowed_fallback(async || Problem::new(Kind::MethodNotAllowed))
        .merge(docs::pages(document.clone()));
    (router, document)
}
