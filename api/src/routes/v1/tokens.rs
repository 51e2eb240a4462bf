//! `/v1/tokens`: who may speak for a user.

use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use chrono::{DateTime, SubsecRound as _, Utc};
use entity::{access_token, user};
use garde::Validate;
use sea_orm::sea_query::Order;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::fields::{self, Line};
use crate::app::App;
use crate::http::{
    Body, Caller, Conditions, IdempotencyKey, Ids, Listing, PageQuery, Query, created, listed,
    no_control, tagged,
};
use crate::problem::{Common, Creating, Keeping, Kind, Problem};
use crate::secrets;
use crate::store::{is_valid, new_token};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create, list)).routes(routes!(read, delete))
}

/// A token, without the text that it is used by.
#[derive(Serialize, ToSchema)]
pub struct Token {
    pub id: Uuid,
    /// What the user calls it.
    pub label: String,
    /// From when on it is refused; never, when null.
    #[schema(required = true)]
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last accepted, to the minute.
    #[schema(required = true)]
    pub last_used_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
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

/// Make a token
///
/// Its text is shown once. The same request with the same `Idempotency-Key` gives the same answer
/// for a day.
#[utoipa::path(
    post,
    path = "/tokens",
    tag = "tokens",
    params(IdempotencyKey),
    request_body = Create,
    security(("token" = [])),
    responses((status = 201, body = NewToken), Common, Creating)
)]
async fn create(
    State(app): State<App>,
    caller: Caller,
    key: IdempotencyKey,
    body: Body<Create>,
) -> Result<Response, Problem> {
    let token = secrets::Token::generate();
    let expires_at = within(body.value.expires_at.map(|end| end.trunc_subsecs(6)), caller.ends)?;
    let values = new_token(caller.mine.user(), &body.value.label, &token, expires_at);
    let key = key.of(body.hash);
    let kept = Some((&token, &app.keyring));
    let made =
        caller.mine.create_with_token::<access_token::Entity>(key.as_ref(), values, kept).await?;
    let (made, id) = made.view(
        |(row, _)| row.id,
        // A token that was made before is the one to show, and not the one that was made in vain.
        |(row, before)| NewToken::new(row, before.as_ref().unwrap_or(&token)),
    );
    created(&made, &format!("/v1/tokens/{id}")).map(never_kept)
}

/// The user's tokens, oldest first
#[utoipa::path(
    get,
    path = "/tokens",
    tag = "tokens",
    params(PageQuery),
    security(("token" = [])),
    responses((status = 200, body = Listing<Token>), Common)
)]
async fn list(caller: Caller, Query(query): Query<PageQuery>) -> Result<Response, Problem> {
    let page = query.page(Order::Asc)?;
    let rows = caller.mine.rows::<access_token::Entity>().page(&page).await?;
    Ok(listed(Listing::of(rows, &page, |row| row.id, Token::from)))
}

/// Read a token, without its text
#[utoipa::path(
    get,
    path = "/tokens/{token_id}",
    tag = "tokens",
    params(("token_id" = Uuid, Path)),
    security(("token" = [])),
    responses((status = 200, body = Token), (status = 304), Common)
)]
async fn read(
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
) -> Result<Response, Problem> {
    let row = caller.mine.rows::<access_token::Entity>().get(id).await?;
    tagged(&Token::from(row), &conditions)
}

/// Revoke a token, from the next request on
///
/// The last one that does not end stays: only the account is deleted with it.
#[utoipa::path(
    delete,
    path = "/tokens/{token_id}",
    tag = "tokens",
    params(("token_id" = Uuid, Path)),
    security(("token" = [])),
    responses((status = 204), Common, Keeping)
)]
async fn delete(caller: Caller, Ids(id): Ids<Uuid>) -> Result<StatusCode, Problem> {
    let writing = caller.mine.write().await?;
    // One after the other: of two tokens that revoke each other one stays.
    writing.rows::<user::Entity>().get(caller.mine.user()).await?;
    let tokens = writing.rows::<access_token::Entity>().all().await?;
    if is_last(&tokens, id) {
        let detail = "Without this token nobody could make another one. Make one that does not end first, or delete the account.";
        return Err(Problem::new(Kind::Conflict).detail(detail));
    }
    writing.delete::<access_token::Entity>(id).await?;
    writing.commit().await?;
    Ok(StatusCode::NO_CONTENT)
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

/// Whether the owner would be locked out without this token: once the others have ended, at the
/// latest.
fn is_last(tokens: &[access_token::Model], id: Uuid) -> bool {
    let Some(token) = tokens.iter().find(|token| token.id == id).filter(|token| is_valid(token))
    else {
        return false;
    };
    let mut others = tokens.iter().filter(|other| other.id != id && is_valid(other));
    match token.expires_at {
        None => !others.any(|other| other.expires_at.is_none()),
        Some(_) => others.next().is_none(),
    }
}

/// An answer that shows a token is kept nowhere on its way.
pub fn never_kept(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl NewToken {
    pub fn new(row: access_token::Model, token: &secrets::Token) -> Self {
        Self { row: row.into(), token: token.expose().to_owned() }
    }
}

impl From<access_token::Model> for Token {
    fn from(row: access_token::Model) -> Self {
        let access_token::Model {
            id, label, expires_at, last_used_at, created_at, updated_at, ..
        } = row;
        Self { id, label, expires_at, last_used_at, created_at, updated_at }
    }
}
