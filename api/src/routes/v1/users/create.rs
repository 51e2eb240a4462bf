//! `POST /v1/users`: a sign-up.

use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::fields::Line;
use super::User;
use crate::app::App;
use crate::http::{Answer, Body, IdempotencyKey, Stranger, created_with_token, no_control};
use crate::problem::Creating;

/// A sign-up.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    /// Unique among all users; capital letters make no difference.
    #[garde(email, length(chars, max = 255))]
    #[schema(max_length = 255, format = "email", example = "ada@example.com")]
    email: String,
    #[garde(length(chars, max = 255), custom(no_control))]
    #[schema(value_type = Line)]
    name: String,
}

/// A user after the sign-up, with the first token.
#[derive(Serialize, ToSchema)]
pub struct SignedUp {
    #[serde(flatten)]
    user: User,
    /// What goes into `Authorization: Bearer …`; shown this once.
    #[schema(example = "mk_…")]
    token: String,
}

/// Sign up
///
/// The token is shown once. The same request with the same `Idempotency-Key` gives the same answer
/// for a day, as long as that token is valid. A 409 tells that somebody has signed up with the
/// address: without mail there is no way to tell it to its owner alone, and a wrong answer would
/// help nobody; the limit of requests without a token keeps it from being a list.
#[utoipa::path(
    post,
    path = "/users",
    params(IdempotencyKey),
    request_body = SignUp,
    responses((status = 201, body = SignedUp), Creating)
)]
pub async fn create(
    State(app): State<App>,
    // Counted before the body is read.
    Stranger: Stranger,
    key: IdempotencyKey,
    body: Body<SignUp>,
) -> Answer {
    let SignUp { email, name } = body.value;
    let key = key.of(body.hash);
    let made = app.store.sign_up(&email.to_lowercase(), &name, key, &app.keyring).await?;
    let id = made.value.0.id;
    let made =
        made.map(|(user, token)| SignedUp { user: user.into(), token: token.expose().to_owned() });
    created_with_token(&made, &format!("/v1/users/{id}"))
}
