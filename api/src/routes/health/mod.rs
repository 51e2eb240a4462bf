//! Whether the server lives, can serve, and what its database has.

mod booting;
mod live;
mod migrations;
mod ready;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use booting::router as booting;

/// That the server lives.
pub fn live() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live::handle))
}

/// What those ask who run it.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(ready::handle)).routes(routes!(migrations::handle))
}
