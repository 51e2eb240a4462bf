//! `/v1/chats`: conversations, deleted softly.

mod create;
mod delete;
mod list;
mod read;
mod restore;
mod update;

use chrono::{DateTime, Utc};
use entity::chat::{self, Status};
use entity::provider;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::app::App;
use crate::http::View;
use crate::problem::Problem;
use crate::store::Mine;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create::create, list::list))
        .routes(routes!(read::read, update::update, delete::delete))
        .routes(routes!(restore::restore))
}

/// A conversation.
#[derive(Serialize, ToSchema)]
pub struct Chat {
    pub id: Uuid,
    /// The provider that answers; null after it was deleted.
    #[schema(required = true)]
    pub provider_id: Option<Uuid>,
    /// What the user calls the chat.
    pub title: String,
    /// Where the chat is in its life.
    #[schema(value_type = ChatStatus)]
    pub status: Status,
    /// Whatever the application wants to remember.
    #[schema(required = true, value_type = Option<std::collections::BTreeMap<String, Value>>)]
    pub metadata: Option<Value>,
    /// When the user deleted it.
    #[schema(required = true)]
    pub deleted_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Where a chat is in its life.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(
    dead_code,
    reason = "the document's name for the entity's type, which knows nothing of documents"
)]
pub enum ChatStatus {
    Active,
    Inactive,
    Pending,
}

impl View for Chat {
    type Entity = chat::Entity;
}

impl From<chat::Model> for Chat {
    fn from(row: chat::Model) -> Self {
        let chat::Model {
            id,
            provider_id,
            title,
            status,
            metadata,
            deleted_at,
            created_at,
            updated_at,
            ..
        } = row;
        Self { id, provider_id, title, status, metadata, deleted_at, created_at, updated_at }
    }
}

/// A provider of another user is none.
async fn check_provider(mine: &Mine, id: Option<Uuid>) -> Result<(), Problem> {
    let Some(id) = id else { return Ok(()) };
    match mine.rows::<provider::Entity>().get(id).await {
        Err(problem) if problem.is_not_found() => {
            Err(Problem::invalid("provider_id", "is no provider"))
        }
        found => found.map(|_| ()),
    }
}
