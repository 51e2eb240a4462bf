//! `/v1/providers`: model providers. A key goes in and never comes out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use entity::provider;
use garde::Validate;
use sea_orm::sea_query::Order;
use sea_orm::{ActiveModelBehavior as _, Set};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::fields::{self, Line, set};
use crate::app::App;
use crate::http::{
    Body, Caller, Conditions, IdempotencyKey, Ids, Listing, PageQuery, Query, created, listed,
    no_control, tagged, updated, version,
};
use crate::problem::{Common, Creating, Kind, Problem, Updating};
use crate::secrets::Context;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create, list)).routes(routes!(read, update, delete))
}

/// A model provider, without its key.
#[derive(Serialize, ToSchema)]
pub struct Provider {
    pub id: Uuid,
    /// Unique among the user's providers.
    pub name: String,
    /// Where the provider's API is reached.
    pub endpoint: String,
    /// Whether chats may use it.
    pub is_active: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

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

/// Make a provider
#[utoipa::path(
    post,
    path = "/providers",
    tag = "providers",
    params(IdempotencyKey),
    request_body = Create,
    security(("token" = [])),
    responses((status = 201, body = Provider), Common, Creating)
)]
async fn create(
    State(app): State<App>,
    caller: Caller,
    key: IdempotencyKey,
    body: Body<Create>,
) -> Result<Response, Problem> {
    let Create { name, endpoint, api_key, is_active } = body.value;
    let id = Uuid::now_v7();
    let values = provider::ActiveModel {
        id: Set(id),
        name: Set(name),
        endpoint: Set(endpoint),
        api_key_encrypted: Set(seal(&app, caller.mine.user(), id, &api_key)?),
        is_active: Set(is_active),
        ..provider::ActiveModel::new()
    };
    let made = caller.mine.create::<provider::Entity>(key.of(body.hash).as_ref(), values).await?;
    let (made, id) = made.view(|row| row.id, Provider::from);
    created(&made, &format!("/v1/providers/{id}"))
}

/// The user's providers, oldest first
#[utoipa::path(
    get,
    path = "/providers",
    tag = "providers",
    params(PageQuery),
    security(("token" = [])),
    responses((status = 200, body = Listing<Provider>), Common)
)]
async fn list(caller: Caller, Query(query): Query<PageQuery>) -> Result<Response, Problem> {
    let page = query.page(Order::Asc)?;
    let rows = caller.mine.rows::<provider::Entity>().page(&page).await?;
    Ok(listed(Listing::of(rows, &page, |row| row.id, Provider::from)))
}

/// Read a provider
#[utoipa::path(
    get,
    path = "/providers/{provider_id}",
    tag = "providers",
    params(("provider_id" = Uuid, Path)),
    security(("token" = [])),
    responses((status = 200, body = Provider), (status = 304), Common)
)]
async fn read(
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
) -> Result<Response, Problem> {
    let row = caller.mine.rows::<provider::Entity>().get(id).await?;
    tagged(&Provider::from(row), &conditions)
}

/// Change a provider
#[utoipa::path(
    patch,
    path = "/providers/{provider_id}",
    tag = "providers",
    params(("provider_id" = Uuid, Path), ("If-Match" = Option<String>, Header)),
    request_body = Update,
    security(("token" = [])),
    responses((status = 200, body = Provider), Common, Creating, Updating)
)]
async fn update(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
    body: Body<Update>,
) -> Result<Response, Problem> {
    let change = body.value;
    let sealed =
        change.api_key.map(|api_key| seal(&app, caller.mine.user(), id, &api_key)).transpose()?;
    let writing = caller.mine.write().await?;
    let row = writing.rows::<provider::Entity>().get(id).await?;
    conditions.allow(&version(&Provider::from(row.clone()))?)?;
    let row = writing
        .update::<provider::Entity>(row, |values| {
            set(&mut values.name, change.name);
            set(&mut values.endpoint, change.endpoint);
            set(&mut values.api_key_encrypted, sealed);
            set(&mut values.is_active, change.is_active);
        })
        .await?;
    writing.commit().await?;
    updated(&Provider::from(row))
}

/// Delete a provider; its chats stay, without one
#[utoipa::path(
    delete,
    path = "/providers/{provider_id}",
    tag = "providers",
    params(("provider_id" = Uuid, Path), ("If-Match" = Option<String>, Header)),
    security(("token" = [])),
    responses((status = 204), Common, Updating)
)]
async fn delete(
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
) -> Result<StatusCode, Problem> {
    let writing = caller.mine.write().await?;
    let row = writing.rows::<provider::Entity>().get(id).await?;
    conditions.allow(&version(&Provider::from(row))?)?;
    writing.delete::<provider::Entity>(id).await?;
    writing.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn seal(app: &App, user: Uuid, provider: Uuid, api_key: &SecretString) -> Result<String, Problem> {
    app.keyring.seal(Context::of_api_key(user, provider), api_key).map_err(|error| {
        tracing::error!(%error, "a provider's key cannot be encrypted");
        Problem::new(Kind::Internal)
    })
}

/// A key is printable, as a header that it goes into has to be.
fn printable(value: &SecretString, (): &()) -> garde::Result {
    let text = value.expose_secret();
    if !(1..=4096).contains(&text.len()) || !text.chars().all(|c| c.is_ascii_graphic()) {
        return Err(garde::Error::new("is not 1 to 4096 visible ASCII characters"));
    }
    Ok(())
}

fn yes() -> bool {
    true
}

impl From<provider::Model> for Provider {
    fn from(row: provider::Model) -> Self {
        let provider::Model { id, name, endpoint, is_active, created_at, updated_at, .. } = row;
        Self { id, name, endpoint, is_active, created_at, updated_at }
    }
}
