//! `DELETE /v1/chats/{chat_id}`.

use uuid::Uuid;

use super::Chat;
use crate::http::{Answer, Caller, Conditions, Ids};
use crate::problem::Deleting;

/// Delete a chat; it can be restored until it is purged
#[utoipa::path(
    delete,
    path = "/chats/{chat_id}",
    responses((status = 204), Deleting)
)]
pub async fn delete(caller: Caller, Ids(id): Ids<Uuid>, conditions: Conditions) -> Answer {
    caller.all::<Chat>().delete(id, &conditions).await
}
