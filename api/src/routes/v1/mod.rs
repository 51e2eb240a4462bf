//! The resources of the users, a folder for each.

mod chats;
mod fields;
mod messages;
mod providers;
mod tokens;
mod users;

use utoipa::openapi::security::SecurityRequirement;
use utoipa_axum::router::OpenApiRouter;

use super::docs;
use crate::app::App;

/// All routes, each with its tag in the document. But for a sign-up they need a token.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(tagged("users", users::sign_up()))
        .merge(with_token("users", users::routes()))
        .merge(with_token("tokens", tokens::routes()))
        .merge(with_token("providers", providers::routes()))
        .merge(with_token("chats", chats::routes()))
        .merge(with_token("messages", messages::routes()))
}

fn tagged(tag: &str, mut routes: OpenApiRouter<App>) -> OpenApiRouter<App> {
    for (_, operation) in docs::operations(routes.get_openapi_mut()) {
        operation.tags = Some(vec![tag.to_owned()]);
    }
    routes
}

fn with_token(tag: &str, mut routes: OpenApiRouter<App>) -> OpenApiRouter<App> {
    for (_, operation) in docs::operations(routes.get_openapi_mut()) {
        operation.security = Some(vec![SecurityRequirement::new("token", [""; 0])]);
    }
    tagged(tag, routes)
}
