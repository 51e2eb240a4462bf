//! `GET /v1/tokens/{token_id}`.

use uuid::Uuid;

use super::Token;
use crate::http::{Answer, Caller, Conditions, Ids};
use crate::problem::Common;

/// Read a token, without its text
#[utoipa::path(
    get,
    path = "/tokens/{token_id}",
    responses((status = 200, body = Token), (status = 304), Common)
)]
pub async fn read(caller: Caller, Ids(id): Ids<Uuid>, conditions: Conditions) -> Answer {
    caller.all::<Token>().read(id, &conditions).await
}
