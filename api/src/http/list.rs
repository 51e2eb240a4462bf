//! Lists, part by part.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use garde::Validate;
use sea_orm::sea_query::Order;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::View;
use super::collection::Row;
use crate::problem::Problem;
use crate::store::{Owned as _, Page};

/// How many rows a list has when nobody says.
const LIMIT: u64 = 20;

/// Which part of a list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many rows at most.
    #[serde(default = "limit")]
    #[garde(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100, default = 20, required = false)]
    pub limit: u64,
    /// Where to go on: the `next_cursor` of the part before.
    #[garde(skip)]
    #[param(pattern = "^[A-Za-z0-9_-]{21}[AQgw]$")]
    pub cursor: Option<String>,
}

/// Part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listing<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The `cursor` of the next part; null when this was the last one.
    #[schema(required = true)]
    pub next_cursor: Option<String>,
}

fn limit() -> u64 {
    LIMIT
}

impl PageQuery {
    pub fn page(&self, order: Order) -> Result<Page, Problem> {
        let after = self.cursor.as_deref().map(|cursor| {
            let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
            let id = bytes.and_then(|bytes| Uuid::from_slice(&bytes).ok());
            id.ok_or_else(|| Problem::invalid("cursor", "is not one that a list gave"))
        });
        Ok(Page { after: after.transpose()?, limit: self.limit, order })
    }
}

impl<V: View> Listing<V> {
    /// A part, from one row more than it has when there are more.
    pub fn of(mut rows: Vec<Row<V>>, page: &Page) -> Self {
        let more = rows.len() as u64 > page.limit;
        rows.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX));
        let last = rows.last().filter(|_| more).map(V::Entity::id);
        let next_cursor = last.map(|id| URL_SAFE_NO_PAD.encode(id.as_bytes()));
        Self { items: rows.into_iter().map(V::from).collect(), next_cursor }
    }
}
