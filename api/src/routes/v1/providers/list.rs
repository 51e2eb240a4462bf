//! `GET /v1/providers`.

use sea_orm::sea_query::Order;

use super::Provider;
use crate::http::{Answer, Caller, Listing, PageQuery, Query};
use crate::problem::Common;

/// The user's providers, oldest first
#[utoipa::path(
    get,
    path = "/providers",
    params(PageQuery),
    responses((status = 200, body = Listing<Provider>), Common)
)]
pub async fn list(caller: Caller, Query(query): Query<PageQuery>) -> Answer {
    caller.all::<Provider>().list(&query.page(Order::Asc)?).await
}
