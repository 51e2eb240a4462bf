//! `PATCH /v1/providers/{provider_id}`.

use axum::extract::State;
use garde::Validate;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::fields::{self, Line, set};
use super::{Provider, printable, seal};
use crate::app::App;
use crate::http::{Answer, Body, Caller, Conditions, Ids, no_control};
use crate::problem::Updating;

/// What can be changed of a provider; what is absent or null stays.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpdateProvider)]
pub struct Update {
    #[garde(length(chars, max = 255), inner(custom(no_control)))]
    #[schema(value_type = Option<Line>)]
    name: Option<String>,
    #[garde(length(chars, max = 2048), inner(custom(fields::endpoint)))]
    #[schema(max_length = 2048, format = "uri", pattern = "^https?://[!-~]+$")]
    endpoint: Option<String>,
    #[garde(inner(custom(printable)))]
    #[schema(value_type = Option<String>, pattern = "^[!-~]{1,4096}$", format = "password", write_only)]
    api_key: Option<SecretString>,
    #[garde(skip)]
    is_active: Option<bool>,
}

/// Change a provider
#[utoipa::path(
    patch,
    path = "/providers/{provider_id}",
    request_body = Update,
    responses((status = 200, body = Provider), Updating)
)]
pub async fn update(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
    body: Body<Update>,
) -> Answer {
    let Update { name, endpoint, api_key, is_active } = body.value;
    let sealed = api_key.map(|api_key| seal(&app, caller.mine.user(), id, &api_key)).transpose()?;
    let change = |values: &mut entity::provider::ActiveModel| {
        set(&mut values.name, name);
        set(&mut values.endpoint, endpoint);
        set(&mut values.api_key_encrypted, sealed);
        set(&mut values.is_active, is_active);
    };
    caller.all::<Provider>().update(id, &conditions, change).await
}
