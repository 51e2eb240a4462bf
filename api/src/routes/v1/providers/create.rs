//! `POST /v1/providers`.

use axum::extract::State;
use entity::provider;
use garde::Validate;
use sea_orm::{ActiveModelBehavior as _, Set};
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::fields::{self, Line};
use super::{Provider, printable, seal};
use crate::app::App;
use crate::http::{Answer, Body, Caller, IdempotencyKey, created, no_control};
use crate::problem::Creating;

/// A provider to make.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateProvider)]
pub struct Create {
    #[garde(length(chars, max = 255), custom(no_control))]
    #[schema(value_type = Line)]
    name: String,
    #[garde(length(chars, max = 2048), custom(fields::endpoint))]
    #[schema(
        max_length = 2048,
        format = "uri",
        pattern = "^https?://[!-~]+$",
        example = "https://models.example.com/v1"
    )]
    endpoint: String,
    /// Stored encrypted, and never shown.
    #[garde(custom(printable))]
    #[schema(value_type = String, pattern = "^[!-~]{1,4096}$", format = "password", write_only)]
    api_key: SecretString,
    /// Whether chats may use it.
    #[garde(skip)]
    #[serde(default = "yes")]
    #[schema(default = true, required = false)]
    is_active: bool,
}

fn yes() -> bool {
    true
}

/// Make a provider
#[utoipa::path(
    post,
    path = "/providers",
    params(IdempotencyKey),
    request_body = Create,
    responses((status = 201, body = Provider), Creating)
)]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    key: IdempotencyKey,
    body: Body<Create>,
) -> Answer {
    let Create { name, endpoint, api_key, is_active } = body.value;
    let (app, mine) = (&app, &caller.mine);
    let values = |id| async move {
        Ok(provider::ActiveModel {
            name: Set(name),
            endpoint: Set(endpoint),
            api_key_encrypted: Set(seal(app, mine.user(), id, &api_key)?),
            is_active: Set(is_active),
            ..provider::ActiveModel::new()
        })
    };
    let made = mine.create::<provider::Entity, _>(key.of(body.hash), values).await?;
    created::<Provider>(made, "/v1/providers")
}
