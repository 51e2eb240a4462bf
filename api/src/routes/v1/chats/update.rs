//! `PATCH /v1/chats/{chat_id}`.

use entity::chat::Status;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::fields::{self, Line, Metadata, set};
use super::{Chat, ChatStatus, check_provider};
use crate::http::{Answer, Body, Caller, Conditions, Ids, no_control, present};
use crate::problem::Updating;

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

/// Change a chat
#[utoipa::path(
    patch,
    path = "/chats/{chat_id}",
    request_body = Update,
    responses((status = 200, body = Chat), Updating)
)]
pub async fn update(
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
    body: Body<Update>,
) -> Answer {
    let Update { title, provider_id, status, metadata } = body.value;
    check_provider(&caller.mine, provider_id.flatten()).await?;
    let change = |values: &mut entity::chat::ActiveModel| {
        set(&mut values.title, title);
        set(&mut values.provider_id, provider_id);
        set(&mut values.status, status);
        set(&mut values.metadata, metadata.map(fields::stored));
    };
    caller.all::<Chat>().update(id, &conditions, change).await
}
