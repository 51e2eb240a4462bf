//! `DELETE /v1/providers/{provider_id}`.

use uuid::Uuid;

use super::Provider;
use crate::http::{Answer, Caller, Conditions, Ids};
use crate::problem::Deleting;

/// Delete a provider; its chats stay, without one
#[utoipa::path(
    delete,
    path = "/providers/{provider_id}",
    responses((status = 204), Deleting)
)]
pub async fn delete(caller: Caller, Ids(id): Ids<Uuid>, conditions: Conditions) -> Answer {
    caller.all::<Provider>().delete(id, &conditions).await
}
