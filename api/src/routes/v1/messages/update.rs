//! `PATCH /v1/chats/{chat_id}/messages/{message_id}`.

use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::fields::{self, Metadata, set};
use super::{Message, of_chat};
use crate::http::{Answer, Body, Caller, Conditions, Ids, present};
use crate::problem::Updating;

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

/// Change a message
#[utoipa::path(
    patch,
    path = "/chats/{chat_id}/messages/{message_id}",
    request_body = Update,
    responses((status = 200, body = Message), Updating)
)]
pub async fn update(
    caller: Caller,
    Ids((chat, id)): Ids<(Uuid, Uuid)>,
    conditions: Conditions,
    body: Body<Update>,
) -> Answer {
    let Update { content, metadata } = body.value;
    let messages = of_chat(&caller, chat).await?;
    let change = |values: &mut entity::message::ActiveModel| {
        set(&mut values.content, content);
        set(&mut values.metadata, metadata.map(fields::stored));
    };
    messages.update(id, &conditions, change).await
}
