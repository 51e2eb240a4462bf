//! `POST /v1/chats`.

use entity::chat::{self, Status};
use garde::Validate;
use sea_orm::{ActiveModelBehavior as _, Set};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::fields::{self, Line, Metadata};
use super::{Chat, ChatStatus, check_provider};
use crate::http::{Answer, Body, Caller, IdempotencyKey, created, no_control};
use crate::problem::Creating;

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

/// Make a chat
#[utoipa::path(
    post,
    path = "/chats",
    params(IdempotencyKey),
    request_body = Create,
    responses((status = 201, body = Chat), Creating)
)]
pub async fn create(caller: Caller, key: IdempotencyKey, body: Body<Create>) -> Answer {
    let Create { title, provider_id, status, metadata } = body.value;
    let mine = &caller.mine;
    let values = |_| async move {
        check_provider(mine, provider_id).await?;
        Ok(chat::ActiveModel {
            title: Set(title),
            provider_id: Set(provider_id),
            status: Set(status),
            metadata: Set(fields::stored(metadata)),
            ..chat::ActiveModel::new()
        })
    };
    let made = mine.create::<chat::Entity, _>(key.of(body.hash), values).await?;
    created::<Chat>(made, "/v1/chats")
}
