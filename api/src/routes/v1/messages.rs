//! `/v1/chats/{chat_id}/messages`: what was said in a chat.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use entity::message::{self, Role};
use entity::{chat, message::Column};
use garde::Validate;
use sea_orm::sea_query::Order;
use sea_orm::{ActiveModelBehavior as _, ColumnTrait as _, Set};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::chats::alive;
use super::fields::{self, Metadata, set};
use crate::app::App;
use crate::http::{
    Body, Caller, Conditions, IdempotencyKey, Ids, Listing, PageQuery, Query, created, listed,
    present, tagged, updated, version,
};
use crate::problem::{Common, Creating, Problem, Updating};
use crate::store::Mine;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create, list)).routes(routes!(read, update, delete))
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

/// A message to add.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateMessage)]
pub struct Create {
    #[garde(skip)]
    #[schema(value_type = MessageRole)]
    role: Role,
    /// At most 65,535 bytes.
    #[garde(length(bytes, max = 65_535))]
    #[schema(max_length = 65535, example = "Hello")]
    content: String,
    /// An object of at most 64 KiB.
    #[garde(inner(custom(fields::metadata)))]
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    metadata: Option<Metadata>,
}

/// What can be changed of a message. What is absent stays; `metadata` is emptied by null.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpdateMessage)]
pub struct Update {
    #[garde(length(bytes, max = 65_535))]
    #[schema(max_length = 65535)]
    content: Option<String>,
    #[garde(inner(inner(custom(fields::metadata))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    metadata: Option<Option<Metadata>>,
}

/// Add a message
#[utoipa::path(
    post,
    path = "/chats/{chat_id}/messages",
    tag = "messages",
    params(
        ("chat_id" = Uuid, Path),
        IdempotencyKey
    ),
    request_body = Create,
    security(("token" = [])),
    responses((status = 201, body = Message), Common, Creating)
)]
async fn create(
    caller: Caller,
    Ids(chat): Ids<Uuid>,
    key: IdempotencyKey,
    body: Body<Create>,
) -> Result<Response, Problem> {
    let key = key.of(body.hash);
    let made = match caller.mine.earlier::<message::Entity>(key.as_ref()).await? {
        Some(made) => {
            // The message of a chat that was deleted is deleted with it.
            in_chat(&caller.mine, chat).await.map_err(|problem| {
                if problem.is_not_found() { Problem::gone("message") } else { problem }
            })?;
            made
        }
        None => {
            let Create { role, content, metadata } = body.value;
            in_chat(&caller.mine, chat).await?;
            let values = message::ActiveModel {
                chat_id: Set(chat),
                role: Set(role),
                content: Set(content),
                metadata: Set(fields::stored(metadata)),
                ..message::ActiveModel::new()
            };
            caller.mine.create::<message::Entity>(key.as_ref(), values).await?
        }
    };
    let (made, id) = made.view(|row| row.id, Message::from);
    created(&made, &format!("/v1/chats/{chat}/messages/{id}"))
}

/// The messages of a chat, oldest first
#[utoipa::path(
    get,
    path = "/chats/{chat_id}/messages",
    tag = "messages",
    params(("chat_id" = Uuid, Path), PageQuery),
    security(("token" = [])),
    responses((status = 200, body = Listing<Message>), Common)
)]
async fn list(
    caller: Caller,
    Ids(chat): Ids<Uuid>,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    let page = query.page(Order::Asc)?;
    in_chat(&caller.mine, chat).await?;
    let rows =
        caller.mine.rows::<message::Entity>().filter(Column::ChatId.eq(chat)).page(&page).await?;
    Ok(listed(Listing::of(rows, &page, |row| row.id, Message::from)))
}

/// Read a message
#[utoipa::path(
    get,
    path = "/chats/{chat_id}/messages/{message_id}",
    tag = "messages",
    params(("chat_id" = Uuid, Path), ("message_id" = Uuid, Path)),
    security(("token" = [])),
    responses((status = 200, body = Message), (status = 304), Common)
)]
async fn read(
    caller: Caller,
    Ids((chat, id)): Ids<(Uuid, Uuid)>,
    conditions: Conditions,
) -> Result<Response, Problem> {
    in_chat(&caller.mine, chat).await?;
    let row = caller.mine.rows::<message::Entity>().filter(Column::ChatId.eq(chat)).get(id).await?;
    tagged(&Message::from(row), &conditions)
}

/// Change a message
#[utoipa::path(
    patch,
    path = "/chats/{chat_id}/messages/{message_id}",
    tag = "messages",
    params(("chat_id" = Uuid, Path), ("message_id" = Uuid, Path), ("If-Match" = Option<String>, Header)),
    request_body = Update,
    security(("token" = [])),
    responses((status = 200, body = Message), Common, Creating, Updating)
)]
async fn update(
    caller: Caller,
    Ids((chat, id)): Ids<(Uuid, Uuid)>,
    conditions: Conditions,
    body: Body<Update>,
) -> Result<Response, Problem> {
    in_chat(&caller.mine, chat).await?;
    let change = body.value;
    let writing = caller.mine.write().await?;
    let row = writing.rows::<message::Entity>().filter(Column::ChatId.eq(chat)).get(id).await?;
    conditions.allow(&version(&Message::from(row.clone()))?)?;
    let row = writing
        .update::<message::Entity>(row, |values| {
            set(&mut values.content, change.content);
            set(&mut values.metadata, change.metadata.map(fields::stored));
        })
        .await?;
    writing.commit().await?;
    updated(&Message::from(row))
}

/// Delete a message
#[utoipa::path(
    delete,
    path = "/chats/{chat_id}/messages/{message_id}",
    tag = "messages",
    params(("chat_id" = Uuid, Path), ("message_id" = Uuid, Path), ("If-Match" = Option<String>, Header)),
    security(("token" = [])),
    responses((status = 204), Common, Updating)
)]
async fn delete(
    caller: Caller,
    Ids((chat, id)): Ids<(Uuid, Uuid)>,
    conditions: Conditions,
) -> Result<StatusCode, Problem> {
    in_chat(&caller.mine, chat).await?;
    let writing = caller.mine.write().await?;
    let row = writing.rows::<message::Entity>().filter(Column::ChatId.eq(chat)).get(id).await?;
    conditions.allow(&version(&Message::from(row))?)?;
    writing.delete::<message::Entity>(id).await?;
    writing.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A chat that is deleted, or another user's, has no messages to reach.
async fn in_chat(mine: &Mine, chat: Uuid) -> Result<(), Problem> {
    mine.rows::<chat::Entity>().filter(alive()).get(chat).await.map(|_| ())
}

impl From<message::Model> for Message {
    fn from(row: message::Model) -> Self {
        let message::Model { id, chat_id, role, content, metadata, created_at, updated_at, .. } =
            row;
        Self { id, chat_id, role, content, metadata, created_at, updated_at }
    }
}
