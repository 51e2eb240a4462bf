//! A folder for each resource, and a file for each handler. A route and its line in the OpenAPI
//! document are one thing, so that neither is without the other.

mod docs;
mod health;
mod index;
mod metrics;
mod schema;
mod v1;

use axum::Router;
use axum::routing::get;
use migration_kit::page::PageOptions;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::problem::{Kind, Problem};

pub use health::booting;

/// Which routes an address has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    Everything,
    /// What users need. That the server lives is told there too.
    Users,
    /// What those need who run the server.
    Operators,
}

/// The document of all routes.
pub fn document() -> OpenApi {
    described(Part::Everything).1
}

/// The routes of an address. The page of the schema is for people, and no part of the OpenAPI
/// document.
pub fn router(part: Part, schema_page: Option<PageOptions>) -> Router<App> {
    let (mut router, document) = described(part);
    let mut places = Vec::new();
    if part != Part::Operators {
        router = router.merge(docs::pages(document));
        places.push(("/docs", "what the server does"));
        places.push(("/openapi.json", "the same for programs"));
    }
    if part != Part::Users {
        if let Some(options) = schema_page {
            router = router.merge(schema::router(options));
            places.push(("/schema", "the schema of the database, and its history"));
        }
        places.push(("/schema/migrations", "the history for programs"));
        places.push(("/health/ready", "whether the server can serve"));
        places.push(("/metrics", "figures for Prometheus"));
    }
    router
        .route("/", get(async move || index::page(&places)))
        .fallback(async || Problem::new(Kind::NotFound))
        .method_not_allowed_fallback(async || Problem::new(Kind::MethodNotAllowed))
}

/// The routes, and the document that describes them.
fn described(part: Part) -> (Router<App>, OpenApi) {
    let mut router = OpenApiRouter::with_openapi(docs::Document::openapi()).merge(health::live());
    if part != Part::Users {
        router = router.merge(health::routes()).merge(metrics::routes());
    }
    if part != Part::Operators {
        router = router.nest("/v1", v1::routes());
    }
    let (router, mut document) = router.split_for_parts();
    docs::complete(&mut document);
    (router, document)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    /// Where operators have an address of their own each document is without the other's routes.
    #[test]
    fn references_of_each_address_lead_somewhere() {
        for part in [Part::Everything, Part::Users, Part::Operators] {
            let document = serde_json::to_value(described(part).1).unwrap();
            let mut found = Vec::new();
            references(&document, &mut found);
            assert!(!found.is_empty(), "{part:?}");
            for reference in found {
                let pointer = reference.trim_start_matches('#');
                assert!(document.pointer(pointer).is_some(), "{part:?}: {reference}");
            }
        }
    }
}
