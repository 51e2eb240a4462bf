//! `GET /v1/chats/{chat_id}`.

use uuid::Uuid;

use super::Chat;
use crate::http::{Answer, Caller, Conditions, Ids};
use crate::problem::Common;

/// Read a chat
#[utoipa::path(
    get,
    path = "/chats/{chat_id}",
    responses((status = 200, body = Chat), (status = 304), Common)
)]
pub async fn read(caller: Caller, Ids(id): Ids<Uuid>, conditions: Conditions) -> Answer {
    caller.all::<Chat>().read(id, &conditions).await
}
