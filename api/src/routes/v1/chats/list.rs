//! `GET /v1/chats`.
#![expect(unused_qualifications, reason = "utoipa repeats the types of two query extractors")]

use entity::chat::{self, Column, Status};
use garde::Validate;
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait as _, Condition};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{Chat, ChatStatus};
use crate::http::{Answer, Caller, Listing, PageQuery, Query, listed};
use crate::problem::Common;

/// Which chats.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    #[garde(skip)]
    #[param(value_type = Option<ChatStatus>)]
    status: Option<Status>,
    /// The id of a provider.
    #[garde(skip)]
    #[serde(alias = "provider_id")]
    provider: Option<Uuid>,
    /// Those that were deleted and can be restored, instead of the others.
    #[garde(skip)]
    #[serde(default)]
    #[param(default = false, required = false)]
    deleted: bool,
}

/// The user's chats, newest first
#[utoipa::path(
    get,
    path = "/chats",
    params(PageQuery, Filter),
    responses((status = 200, body = Listing<Chat>), Common)
)]
pub async fn list(
    caller: Caller,
    Query(query): Query<PageQuery>,
    Query(filter): Query<Filter>,
) -> Answer {
    let page = query.page(Order::Desc)?;
    let chats = match filter.deleted {
        true => {
            caller.mine.rows_or_deleted::<chat::Entity>().filter(Column::DeletedAt.is_not_null())
        }
        false => caller.mine.rows(),
    };
    let condition = Condition::all()
        .add_option(filter.status.map(|status| Column::Status.eq(status)))
        .add_option(filter.provider.map(|provider| Column::ProviderId.eq(provider)));
    Ok(listed::<Chat>(chats.filter(condition).page(&page).await?, &page))
}
