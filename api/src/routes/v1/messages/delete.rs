//! `DELETE /v1/chats/{chat_id}/messages/{message_id}`.

use uuid::Uuid;

use super::of_chat;
use crate::http::{Answer, Caller, Conditions, Ids};
use crate::problem::Deleting;

/// Delete a message
#[utoipa::path(
    delete,
    path = "/chats/{chat_id}/messages/{message_id}",
    responses((status = 204), Deleting)
)]
pub async fn delete(
    caller: Caller,
    Ids((chat, id)): Ids<(Uuid, Uuid)>,
    conditions: Conditions,
) -> Answer {
    of_chat(&caller, chat).await?.delete(id, &conditions).await
}
