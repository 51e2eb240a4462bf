//! `POST /v1/chats/{chat_id}/restore`.

use entity::chat;
use sea_orm::Set;
use uuid::Uuid;

use super::Chat;
use crate::http::{Answer, Caller, Ids, updated};
use crate::problem::Common;

/// Restore a chat that was deleted, with its messages
#[utoipa::path(
    post,
    path = "/chats/{chat_id}/restore",
    responses((status = 200, body = Chat), Common)
)]
pub async fn restore(caller: Caller, Ids(id): Ids<Uuid>) -> Answer {
    let writing = caller.mine.write().await?;
    let row = writing.rows_or_deleted::<chat::Entity>().get(id).await?;
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
