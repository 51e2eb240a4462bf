//! The parameters after the question mark.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use garde::Validate;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// Parameters that are what the route takes.
pub struct Query<T>(pub T);

impl<T, S> FromRequestParts<S> for Query<T>
where
    T: DeserializeOwned + Validate<Context = ()>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let read = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        let axum::extract::Query(value) = read.map_err(|rejection| {
            let said = rejection.body_text();
            // "Failed to deserialize query string: limit: invalid digit found in string"
            let said = said.split_once(": ").map_or(said.as_str(), |(_, rest)| rest);
            let (field, message) = said.split_once(": ").unwrap_or(("", said));
            Problem::invalid(field, message)
        })?;
        value.validate()?;
        Ok(Self(value))
    }
}
