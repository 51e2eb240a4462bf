//! `PATCH /v1/users/{user_id}`.

use garde::Validate;
use sea_orm::Set;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::fields::Line;
use super::User;
use crate::http::{Answer, Body, Caller, Conditions, Ids, no_control};
use crate::problem::Updating;

/// What can be changed of a user.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    #[garde(length(chars, max = 255), custom(no_control))]
    #[schema(value_type = Line)]
    name: String,
}

/// Change the name
#[utoipa::path(
    patch,
    path = "/users/{user_id}",
    request_body = Rename,
    responses((status = 200, body = User), Updating)
)]
pub async fn update(
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
    body: Body<Rename>,
) -> Answer {
    let name = body.value.name;
    caller.all::<User>().update(id, &conditions, |values| values.name = Set(name)).await
}
