//! `GET /v1/chats/{chat_id}/messages`.

use sea_orm::sea_query::Order;
use uuid::Uuid;

use super::{Message, of_chat};
use crate::http::{Answer, Caller, Ids, Listing, PageQuery, Query};
use crate::problem::Common;

/// The messages of a chat, oldest first
#[utoipa::path(
    get,
    path = "/chats/{chat_id}/messages",
    params(PageQuery),
    responses((status = 200, body = Listing<Message>), Common)
)]
pub async fn list(caller: Caller, Ids(chat): Ids<Uuid>, Query(query): Query<PageQuery>) -> Answer {
    let page = query.page(Order::Asc)?;
    of_chat(&caller, chat).await?.list(&page).await
}
