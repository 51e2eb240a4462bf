//! `/v1/providers`: model providers. A key goes in and never comes out.

mod create;
mod delete;
mod list;
mod read;
mod update;

use chrono::{DateTime, Utc};
use entity::provider;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::app::App;
use crate::http::View;
use crate::problem::{Kind, Problem};
use crate::secrets::Context;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create::create, list::list)).routes(routes!(
        read::read,
        update::update,
        delete::delete
    ))
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

impl View for Provider {
    type Entity = provider::Entity;
}

impl From<provider::Model> for Provider {
    fn from(row: provider::Model) -> Self {
        let provider::Model { id, name, endpoint, is_active, created_at, updated_at, .. } = row;
        Self { id, name, endpoint, is_active, created_at, updated_at }
    }
}

/// A key as it is stored: encrypted, for one provider of one user.
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
