//! `POST /v1/chats/{chat_id}/messages`.

use entity::message::{self, Role};
use garde::Validate;
use sea_orm::{ActiveModelBehavior as _, Set};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::fields::{self, Metadata};
use super::{Message, MessageRole, of_chat};
use crate::http::{Answer, Body, Caller, IdempotencyKey, Ids, created};
use crate::problem::Creating;

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

/// Add a message
#[utoipa::path(
    post,
    path = "/chats/{chat_id}/messages",
    params(IdempotencyKey),
    request_body = Create,
    responses((status = 201, body = Message), Creating)
)]
pub async fn create(
    caller: Caller,
    Ids(chat): Ids<Uuid>,
    key: IdempotencyKey,
    body: Body<Create>,
) -> Answer {
    let Create { role, content, metadata } = body.value;
    let caller = &caller;
    let values = |_| async move {
        of_chat(caller, chat).await?;
        Ok(message::ActiveModel {
            chat_id: Set(chat),
            role: Set(role),
            content: Set(content),
            metadata: Set(fields::stored(metadata)),
            ..message::ActiveModel::new()
        })
    };
    let made = caller.mine.create::<message::Entity, _>(key.of(body.hash), values).await?;
    if made.is_repeated {
        // The message of a chat that was deleted is deleted with it.
        of_chat(caller, chat).await.map_err(|problem| problem.or_gone("message"))?;
    }
    created::<Message>(made, &format!("/v1/chats/{chat}/messages"))
}
