//! Answers with their headers.

use axum::Json;
use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::collection::Row;
use super::etag::tag;
use super::{Conditions, Listing, View};
use crate::problem::{Kind, Problem};
use crate::store::{Made, Owned as _, Page};

/// Says that the row was made by an earlier request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// What a handler gives.
pub type Answer = Result<Response, Problem>;

/// A resource with its version, or 304 when the client has it.
pub fn tagged<T: Serialize>(view: &T, conditions: &Conditions) -> Answer {
    let (body, tag) = encode(view)?;
    if conditions.is_known(&tag) {
        return with_tag(StatusCode::NOT_MODIFIED, Bytes::new(), &tag);
    }
    with_tag(StatusCode::OK, body, &tag)
}

/// A resource after a change.
pub fn updated<T: Serialize>(view: &T) -> Answer {
    let (body, tag) = encode(view)?;
    with_tag(StatusCode::OK, body, &tag)
}

/// What is left of a resource after it was deleted: nothing.
pub fn deleted() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// A new resource at its place, below the one that lists it.
pub fn created<V: View>(made: Made<Row<V>>, list: &str) -> Answer {
    let id = V::Entity::id(&made.value);
    created_at(&made.map(V::from), &format!("{list}/{id}"))
}

/// The same for one that is shown with a token: no cache on the way keeps it.
pub fn created_with_token<T: Serialize>(made: &Made<T>, place: &str) -> Answer {
    let mut response = created_at(made, place)?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A repeated request gets the same answer, and is told.
fn created_at<T: Serialize>(made: &Made<T>, place: &str) -> Answer {
    let (body, tag) = encode(&made.value)?;
    let mut response = with_tag(StatusCode::CREATED, body, &tag)?;
    let place = HeaderValue::from_str(place).map_err(|_| Problem::new(Kind::Internal))?;
    response.headers_mut().insert(LOCATION, place);
    if made.is_repeated {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Part of a list, from its rows and one more when there are more.
pub fn listed<V: View>(rows: Vec<Row<V>>, page: &Page) -> Response {
    ([private()], Json(Listing::<V>::of(rows, page))).into_response()
}

/// The version of a resource, as [`tagged`] sends it.
pub fn version<T: Serialize>(view: &T) -> Result<String, Problem> {
    encode(view).map(|(_, tag)| tag)
}

fn encode<T: Serialize>(view: &T) -> Result<(Bytes, String), Problem> {
    let body = serde_json::to_vec(view).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written");
        Problem::new(Kind::Internal)
    })?;
    let tag = tag(&body);
    Ok((body.into(), tag))
}

fn with_tag(status: StatusCode, body: Bytes, tag: &str) -> Answer {
    let tag = HeaderValue::from_str(tag).map_err(|_| Problem::new(Kind::Internal))?;
    let mut response = (status, [private()], body).into_response();
    response.headers_mut().insert(ETAG, tag);
    if status == StatusCode::NOT_MODIFIED {
        response.headers_mut().remove(CONTENT_TYPE);
    } else {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    Ok(response)
}

/// What is a user's own is kept by no cache that others share, and asked for again each time.
fn private() -> (HeaderName, HeaderValue) {
    (CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))
}
