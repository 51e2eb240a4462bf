//! `/v1/chats/{chat_id}/messages`: what was said in a chat.

mod create;
mod delete;
mod list;
mod read;
mod update;

use chrono::{DateTime, Utc};
use entity::chat;
use entity::message::{self, Role};
use sea_orm::ColumnTrait as _;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::app::App;
use crate::http::{Caller, Collection, View};
use crate::problem::Problem;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create::create, list::list)).routes(routes!(
        read::read,
        update::update,
        delete::delete
    ))
}

/// One message of a chat.
#[derive(Serialize, ToSchema)]
pub struct Message {
    pub id: Uuid,
    pub chat_id: Uuid,
    /// Who speaks.
    #[schema(value_type = MessageRole)]
    pub role: Role,
    /// What is said.
    pub content: String,
    /// Whatever the application wants to remember.
    #[schema(required = true, value_type = Option<std::collections::BTreeMap<String, Value>>)]
    pub metadata: Option<Value>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Who speaks.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(
    dead_code,
    reason = "the document's name for the entity's type, which knows nothing of documents"
)]
pub enum MessageRole {
    System,
    User,
    Assistant,
    Tool,
}

impl View for Message {
    type Entity = message::Entity;
}

impl From<message::Model> for Message {
    fn from(row: message::Model) -> Self {
        let message::Model { id, chat_id, role, content, metadata, created_at, updated_at, .. } =
            row;
        Self { id, chat_id, role, content, metadata, created_at, updated_at }
    }
}

/// The messages of a chat. One that is deleted, or another user's, has none to reach.
async fn of_chat(caller: &Caller, chat: Uuid) -> Result<Collection<'_, Message>, Problem> {
    caller.mine.rows::<chat::Entity>().get(chat).await?;
    Ok(caller.all().within(message::Column::ChatId.eq(chat)))
}
