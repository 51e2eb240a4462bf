//! Answers with their headers.

use axum::Json;
use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::etag::tag;
use super::{Conditions, Listing};
use crate::problem::{Kind, Problem};
use crate::store::Made;

/// Says that the row was made by an earlier request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// A resource with its version, or 304 when the client has it.
pub fn tagged<T: Serialize>(view: &T, conditions: &Conditions) -> Result<Response, Problem> {
    let (body, tag) = encode(view)?;
    if conditions.is_known(&tag) {
        return with_tag(StatusCode::NOT_MODIFIED, Bytes::new(), &tag);
    }
    with_tag(StatusCode::OK, body, &tag)
}

/// A resource after a change.
pub fn updated<T: Serialize>(view: &T) -> Result<Response, Problem> {
    let (body, tag) = encode(view)?;
    with_tag(StatusCode::OK, body, &tag)
}

/// A new resource at its place. A repeated request gets the same answer, and is told.
pub fn created<T: Serialize>(made: &Made<T>, place: &str) -> Result<Response, Problem> {
    let (Made::Now(view) | Made::Before(view)) = made;
    let (body, tag) = encode(view)?;
    let mut response = with_tag(StatusCode::CREATED, body, &tag)?;
    let place = HeaderValue::from_str(place).map_err(|_| Problem::new(Kind::Internal))?;
    response.headers_mut().insert(LOCATION, place);
    if matches!(made, Made::Before(_)) {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Part of a list.
pub fn listed<T: Serialize>(listing: Listing<T>) -> Response {
    ([private()], Json(listing)).into_response()
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

fn with_tag(status: StatusCode, body: Bytes, tag: &str) -> Result<Response, Problem> {
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
