//! `GET /v1/tokens`.

use sea_orm::sea_query::Order;

use super::Token;
use crate::http::{Answer, Caller, Listing, PageQuery, Query};
use crate::problem::Common;

/// The user's tokens, oldest first
#[utoipa::path(
    get,
    path = "/tokens",
    params(PageQuery),
    responses((status = 200, body = Listing<Token>), Common)
)]
pub async fn list(caller: Caller, Query(query): Query<PageQuery>) -> Answer {
    caller.all::<Token>().list(&query.page(Order::Asc)?).await
}
