//! `/v1/chats`: conversations, deleted softly.
#![expect(unused_qualifications, reason = "utoipa repeats the types of two query extractors")]

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, SubsecRound as _, Utc};
use entity::chat::{self, Status};
use entity::provider;
use garde::Validate;
use sea_orm::sea_query::Order;
use sea_orm::{ActiveModelBehavior as _, ColumnTrait as _, Condition, Set};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::fields::{self, Line, Metadata, set};
use crate::app::App;
use crate::http::{
    Body, Caller, Conditions, IdempotencyKey, Ids, Listing, PageQuery, Query, created, listed,
    no_control, present, tagged, updated, version,
};
use crate::problem::{Common, Creating, Problem, Updating};
use crate::store::{Made, Mine};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(read, update, delete))
        .routes(routes!(restore))
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

/// A chat to make.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateChat)]
pub struct Create {
    #[garde(length(chars, max = 255), custom(no_control))]
    #[schema(value_type = Line)]
    title: String,
    /// One of the user's providers.
    #[garde(skip)]
    provider_id: Option<Uuid>,
    #[garde(skip)]
    #[serde(default)]
    #[schema(value_type = ChatStatus, default = "active", required = false)]
    status: Status,
    /// An object of at most 64 KiB.
    #[garde(inner(custom(fields::metadata)))]
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    metadata: Option<Metadata>,
}

/// What can be changed of a chat. What is absent stays; `provider_id` and `metadata` are emptied by
/// null.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpdateChat)]
pub struct Update {
    #[garde(length(chars, max = 255), inner(custom(no_control)))]
    #[schema(value_type = Option<Line>)]
    title: Option<String>,
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    provider_id: Option<Option<Uuid>>,
    #[garde(skip)]
    #[schema(value_type = Option<ChatStatus>)]
    status: Option<Status>,
    #[garde(inner(inner(custom(fields::metadata))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    metadata: Option<Option<Metadata>>,
}

/// Which chats.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    #[garde(skip)]
    #[param(value_type = Option<ChatStatus>)]
    status: Option<Status>,
    /// The id of a provider.
    #[garde(skip)]
    #[serde(alias = "provider_id")]
    provider: Option<Uuid>,
    /// Those that were deleted and can be restored, instead of the others.
    #[garde(skip)]
    #[serde(default)]
    #[param(default = false, required = false)]
    deleted: bool,
}

/// Make a chat
#[utoipa::path(
    post,
    path = "/chats",
    tag = "chats",
    params(IdempotencyKey),
    request_body = Create,
    security(("token" = [])),
    responses((status = 201, body = Chat), Common, Creating)
)]
async fn create(
    caller: Caller,
    key: IdempotencyKey,
    body: Body<Create>,
) -> Result<Response, Problem> {
    let key = key.of(body.hash);
    let made = match caller.mine.earlier::<chat::Entity>(key.as_ref()).await? {
        Some(made) => made,
        None => {
            let Create { title, provider_id, status, metadata } = body.value;
            check_provider(&caller.mine, provider_id).await?;
            let values = chat::ActiveModel {
                title: Set(title),
                provider_id: Set(provider_id),
                status: Set(status),
                metadata: Set(fields::stored(metadata)),
                ..chat::ActiveModel::new()
            };
            caller.mine.create::<chat::Entity>(key.as_ref(), values).await?
        }
    };
    if let Made::Before(row) = &made
        && row.deleted_at.is_some()
    {
        return Err(Problem::gone("chat"));
    }
    let (made, id) = made.view(|row| row.id, Chat::from);
    created(&made, &format!("/v1/chats/{id}"))
}

/// The user's chats, newest first
#[utoipa::path(
    get,
    path = "/chats",
    tag = "chats",
    params(PageQuery, Filter),
    security(("token" = [])),
    responses((status = 200, body = Listing<Chat>), Common)
)]
async fn list(
    caller: Caller,
    Query(query): Query<PageQuery>,
    Query(filter): Query<Filter>,
) -> Result<Response, Problem> {
    let page = query.page(Order::Desc)?;
    let condition = Condition::all()
        .add(if filter.deleted { chat::Column::DeletedAt.is_not_null() } else { alive() })
        .add_option(filter.status.map(|status| chat::Column::Status.eq(status)))
        .add_option(filter.provider.map(|provider| chat::Column::ProviderId.eq(provider)));
    let rows = caller.mine.rows::<chat::Entity>().filter(condition).page(&page).await?;
    Ok(listed(Listing::of(rows, &page, |row| row.id, Chat::from)))
}

/// Read a chat
#[utoipa::path(
    get,
    path = "/chats/{chat_id}",
    tag = "chats",
    params(("chat_id" = Uuid, Path)),
    security(("token" = [])),
    responses((status = 200, body = Chat), (status = 304), Common)
)]
async fn read(
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
) -> Result<Response, Problem> {
    let row = caller.mine.rows::<chat::Entity>().filter(alive()).get(id).await?;
    tagged(&Chat::from(row), &conditions)
}

/// Change a chat
#[utoipa::path(
    patch,
    path = "/chats/{chat_id}",
    tag = "chats",
    params(("chat_id" = Uuid, Path), ("If-Match" = Option<String>, Header)),
    request_body = Update,
    security(("token" = [])),
    responses((status = 200, body = Chat), Common, Creating, Updating)
)]
async fn update(
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
    body: Body<Update>,
) -> Result<Response, Problem> {
    let change = body.value;
    check_provider(&caller.mine, change.provider_id.flatten()).await?;
    let writing = caller.mine.write().await?;
    let row = writing.rows::<chat::Entity>().filter(alive()).get(id).await?;
    conditions.allow(&version(&Chat::from(row.clone()))?)?;
    let row = writing
        .update::<chat::Entity>(row, |values| {
            set(&mut values.title, change.title);
            set(&mut values.provider_id, change.provider_id);
            set(&mut values.status, change.status);
            set(&mut values.metadata, change.metadata.map(fields::stored));
        })
        .await?;
    writing.commit().await?;
    updated(&Chat::from(row))
}

/// Delete a chat; it can be restored until it is purged
#[utoipa::path(
    delete,
    path = "/chats/{chat_id}",
    tag = "chats",
    params(("chat_id" = Uuid, Path), ("If-Match" = Option<String>, Header)),
    security(("token" = [])),
    responses((status = 204), Common, Updating)
)]
async fn delete(
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
) -> Result<StatusCode, Problem> {
    let writing = caller.mine.write().await?;
    let row = writing.rows::<chat::Entity>().filter(alive()).get(id).await?;
    conditions.allow(&version(&Chat::from(row.clone()))?)?;
    let now = Utc::now().trunc_subsecs(6);
    writing.update::<chat::Entity>(row, |values| values.deleted_at = Set(Some(now))).await?;
    writing.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Restore a chat that was deleted, with its messages
#[utoipa::path(
    post,
    path = "/chats/{chat_id}/restore",
    tag = "chats",
    params(("chat_id" = Uuid, Path)),
    security(("token" = [])),
    responses((status = 200, body = Chat), Common)
)]
async fn restore(caller: Caller, Ids(id): Ids<Uuid>) -> Result<Response, Problem> {
    let writing = caller.mine.write().await?;
    let row = writing.rows::<chat::Entity>().get(id).await?;
    // One that is not deleted is what was asked for.
    let row = match row.deleted_at {
        Some(_) => {
            writing.update::<chat::Entity>(row, |values| values.deleted_at = Set(None)).await?
        }
        None => row,
    };
    writing.commit().await?;
    updated(&Chat::from(row))
}

/// The chats that are not deleted.
pub fn alive() -> sea_orm::sea_query::SimpleExpr {
    chat::Column::DeletedAt.is_null()
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
