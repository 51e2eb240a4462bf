//! `/v1/users`: the user that a token speaks for. There is no list of the others.

mod create;
mod delete;
mod read;
mod update;

use chrono::{DateTime, Utc};
use entity::user;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::app::App;
use crate::http::View;

/// The route for those who have no token yet.
pub fn sign_up() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create::create))
}

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read::read, update::update, delete::delete))
}

/// A user.
#[derive(Serialize, ToSchema)]
pub struct User {
    pub id: Uuid,
    /// The address the user signs in with, in small letters.
    pub email: String,
    /// The name shown to others.
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl View for User {
    type Entity = user::Entity;
}

impl From<user::Model> for User {
    fn from(user: user::Model) -> Self {
        let user::Model { id, email, name, created_at, updated_at } = user;
        Self { id, email, name, created_at, updated_at }
    }
}
