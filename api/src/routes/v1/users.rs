//! `/v1/users`: the user that a token speaks for. There is no list of the others.
#![expect(unused_qualifications, reason = "utoipa repeats the types of the extractors")]

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use entity::user;
use garde::Validate;
use sea_orm::Set;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::fields::Line;
use super::tokens::never_kept;
use crate::app::App;
use crate::http::{
    Body, Caller, Conditions, IdempotencyKey, Ids, Query, Stranger, created, no_control, tagged,
    updated, version,
};
use crate::problem::{Common, Creating, Problem, Updating};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(read, update, delete))
}

/// A user.
#[derive(Serialize, ToSchema)]
pub struct User {
    pub id: Uuid,
    /// The address the user signs in with, in small letters.
    pub email: String,
    /// The name shown to others.
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
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

/// What can be changed of a user.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    #[garde(length(chars, max = 255), custom(no_control))]
    #[schema(value_type = Line)]
    name: String,
}

/// What keeps an account from being deleted by mistake.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Confirmation {
    /// The account's e-mail address. A token that ends deletes the account only with it.
    #[garde(skip)]
    confirm: Option<String>,
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
    tag = "users",
    params(IdempotencyKey),
    request_body = SignUp,
    responses((status = 201, body = SignedUp), Common, Creating)
)]
async fn create(
    State(app): State<App>,
    // Counted before the body is read.
    Stranger: Stranger,
    key: IdempotencyKey,
    body: Body<SignUp>,
) -> Result<Response, Problem> {
    let email = body.value.email.to_lowercase();
    let key = key.of(body.hash);
    let made = app.store.sign_up(&email, &body.value.name, key.as_ref(), &app.keyring).await?;
    let (made, id) = made.view(
        |(user, _)| user.id,
        |(user, token)| SignedUp { user: user.into(), token: token.expose().to_owned() },
    );
    created(&made, &format!("/v1/users/{id}")).map(never_kept)
}

/// Read oneself
#[utoipa::path(
    get,
    path = "/users/{user_id}",
    tag = "users",
    params(("user_id" = Uuid, Path)),
    security(("token" = [])),
    responses((status = 200, body = User), (status = 304), Common)
)]
async fn read(
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
) -> Result<Response, Problem> {
    let user = caller.mine.rows::<user::Entity>().get(id).await?;
    tagged(&User::from(user), &conditions)
}

/// Change the name
#[utoipa::path(
    patch,
    path = "/users/{user_id}",
    tag = "users",
    params(("user_id" = Uuid, Path), ("If-Match" = Option<String>, Header)),
    request_body = Rename,
    security(("token" = [])),
    responses((status = 200, body = User), Common, Creating, Updating)
)]
async fn update(
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
    body: Body<Rename>,
) -> Result<Response, Problem> {
    let writing = caller.mine.write().await?;
    let user = writing.rows::<user::Entity>().get(id).await?;
    conditions.allow(&version(&User::from(user.clone()))?)?;
    let user =
        writing.update::<user::Entity>(user, |values| values.name = Set(body.value.name)).await?;
    writing.commit().await?;
    updated(&User::from(user))
}

/// Delete oneself, with all tokens, providers, chats and messages
///
/// A token that ends is one that was lent, and needs a confirmation.
#[utoipa::path(
    delete,
    path = "/users/{user_id}",
    tag = "users",
    params(("user_id" = Uuid, Path), ("If-Match" = Option<String>, Header), Confirmation),
    security(("token" = [])),
    responses((status = 204), Common, Updating)
)]
async fn delete(
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
    Query(confirmation): Query<Confirmation>,
) -> Result<StatusCode, Problem> {
    let writing = caller.mine.write().await?;
    let user = writing.rows::<user::Entity>().get(id).await?;
    let is_confirmed = match &confirmation.confirm {
        Some(email) => email.to_lowercase() == user.email,
        None => caller.ends.is_none(),
    };
    if !is_confirmed {
        return Err(Problem::invalid("confirm", "is not the account's e-mail address"));
    }
    conditions.allow(&version(&User::from(user))?)?;
    writing.delete::<user::Entity>(id).await?;
    writing.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<user::Model> for User {
    fn from(user: user::Model) -> Self {
        let user::Model { id, email, name, created_at, updated_at } = user;
        Self { id, email, name, created_at, updated_at }
    }
}
