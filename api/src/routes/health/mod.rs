//! Whether the server lives, can serve, and what its database has.

mod live;
mod migrations;
mod ready;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(live::handle))
        .routes(routes!(ready::handle))
        .routes(routes!(migrations::handle))
}
