//! The OpenAPI document and the page that shows it.

use axum::Router;
use utoipa::Modify;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::app::App;

/// What belongs to no route alone.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Chats",
        description = "Users with their model providers, chats and messages. Every request but a sign-up carries a \
            token as `Authorization: Bearer …`, and reaches the rows of its user alone.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    modifiers(&Bearer),
    tags(
        (name = "users", description = "Sign up, read, rename, delete with all data"),
        (name = "tokens", description = "Who may speak for a user"),
        (name = "providers", description = "Model providers and their keys"),
        (name = "chats", description = "Conversations, which can be restored for a while after they were deleted"),
        (name = "messages", description = "What was said in a chat"),
        (name = "operations", description = "For those who run the server"),
    )
)]
pub struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// `/openapi.json` and `/docs`, which needs no other host.
pub fn pages(document: OpenApi) -> Router<App> {
    let config = Config::default().try_it_out_enabled(true).validator_url("none");
    SwaggerUi::new("/docs").url("/openapi.json", document).config(config).into()
}
