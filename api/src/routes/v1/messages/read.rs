//! `GET /v1/chats/{chat_id}/messages/{message_id}`.

use uuid::Uuid;

use super::{Message, of_chat};
use crate::http::{Answer, Caller, Conditions, Ids};
use crate::problem::Common;

/// Read a message
#[utoipa::path(
    get,
    path = "/chats/{chat_id}/messages/{message_id}",
    responses((status = 200, body = Message), (status = 304), Common)
)]
pub async fn read(
    caller: Caller,
    Ids((chat, id)): Ids<(Uuid, Uuid)>,
    conditions: Conditions,
) -> Answer {
    of_chat(&caller, chat).await?.read(id, &conditions).await
}
