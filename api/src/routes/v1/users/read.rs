//! `GET /v1/users/{user_id}`.

use uuid::Uuid;

use super::User;
use crate::http::{Answer, Caller, Conditions, Ids};
use crate::problem::Common;

/// Read oneself
#[utoipa::path(
    get,
    path = "/users/{user_id}",
    responses((status = 200, body = User), (status = 304), Common)
)]
pub async fn read(caller: Caller, Ids(id): Ids<Uuid>, conditions: Conditions) -> Answer {
    caller.all::<User>().read(id, &conditions).await
}
