//! `GET /v1/providers/{provider_id}`.

use uuid::Uuid;

use super::Provider;
use crate::http::{Answer, Caller, Conditions, Ids};
use crate::problem::Common;

/// Read a provider
#[utoipa::path(
    get,
    path = "/providers/{provider_id}",
    responses((status = 200, body = Provider), (status = 304), Common)
)]
pub async fn read(caller: Caller, Ids(id): Ids<Uuid>, conditions: Conditions) -> Answer {
    caller.all::<Provider>().read(id, &conditions).await
}
