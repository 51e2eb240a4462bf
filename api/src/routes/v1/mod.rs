//! The resources of the users.

mod chats;
mod fields;
mod messages;
mod providers;
mod tokens;
mod users;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(users::routes())
        .merge(tokens::routes())
        .merge(providers::routes())
        .merge(chats::routes())
        .merge(messages::routes())
}
