//! `/v1/tokens`: who may speak for a user.

mod create;
mod delete;
mod list;
mod read;

use chrono::{DateTime, Utc};
use entity::access_token;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::app::App;
use crate::http::View;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create::create, list::list))
        .routes(routes!(read::read, delete::delete))
}

/// A token, without the text that it is used by.
#[derive(Serialize, ToSchema)]
pub struct Token {
    pub id: Uuid,
    /// What the user calls it.
    pub label: String,
    /// From when on it is refused; never, when null.
    #[schema(required = true)]
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last accepted, to the minute.
    #[schema(required = true)]
    pub last_used_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl View for Token {
    type Entity = access_token::Entity;
}

impl From<access_token::Model> for Token {
    fn from(row: access_token::Model) -> Self {
        let access_token::Model {
            id, label, expires_at, last_used_at, created_at, updated_at, ..
        } = row;
        Self { id, label, expires_at, last_used_at, created_at, updated_at }
    }
}
