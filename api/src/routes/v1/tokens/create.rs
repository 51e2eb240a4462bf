//! `POST /v1/tokens`.

use axum::extract::State;
use chrono::{DateTime, SubsecRound as _, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::fields::{self, Line};
use super::Token;
use crate::app::App;
use crate::http::{Answer, Body, Caller, IdempotencyKey, created_with_token, no_control};
use crate::problem::{Creating, Problem};

/// A token to make.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateToken)]
pub struct Create {
    #[garde(length(chars, max = 255), custom(no_control))]
    #[schema(value_type = Line)]
    label: String,
    /// At most ten years ahead; without it the token is good until it is revoked. With a token that
    /// ends, no later than that one, and without it at the same time.
    #[garde(inner(custom(fields::ahead)))]
    expires_at: Option<DateTime<Utc>>,
}

/// A new token.
#[derive(Serialize, ToSchema)]
pub struct NewToken {
    #[serde(flatten)]
    row: Token,
    /// What goes into `Authorization: Bearer …`; shown this once.
    #[schema(example = "mk_…")]
    token: String,
}

/// Make a token
///
/// Its text is shown once. The same request with the same `Idempotency-Key` gives the same answer
/// for a day.
#[utoipa::path(
    post,
    path = "/tokens",
    params(IdempotencyKey),
    request_body = Create,
    responses((status = 201, body = NewToken), Creating)
)]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    key: IdempotencyKey,
    body: Body<Create>,
) -> Answer {
    let Create { label, expires_at } = body.value;
    let expires_at = within(expires_at.map(|end| end.trunc_subsecs(6)), caller.ends)?;
    let key = key.of(body.hash);
    let made = caller.mine.create_token(&label, expires_at, key, &app.keyring).await?;
    let id = made.value.0.id;
    let made =
        made.map(|(row, token)| NewToken { row: row.into(), token: token.expose().to_owned() });
    created_with_token(&made, &format!("/v1/tokens/{id}"))
}

/// A token does not live longer than the one that made it: whoever has it for a time must not have
/// it for ever.
fn within(
    asked: Option<DateTime<Utc>>,
    end: Option<DateTime<Utc>>,
) -> Result<Option<DateTime<Utc>>, Problem> {
    match (asked, end) {
        (Some(asked), Some(end)) if asked > end => Err(Problem::invalid(
            "expires_at",
            "is after the end of the token that this request came with",
        )),
        (None, end) => Ok(end),
        (asked, _) => Ok(asked),
    }
}
