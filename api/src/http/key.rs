//! `Idempotency-Key`: draft-ietf-httpapi-idempotency-key-header.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::problem::Problem;
use crate::secrets::{Hash, sha256};
use crate::store::Key;

/// The key of a request that creates something. Whoever knows it within a day, and the request, gets the same answer,
/// and so a short one is refused.
pub struct IdempotencyKey(Option<Hash>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        // The standard's form is a quoted string; most clients send the bare text.
        let text = value.as_bytes();
        let text = text.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\"")).unwrap_or(text);
        if !(16..=255).contains(&text.len()) || !text.iter().all(u8::is_ascii_graphic) {
            let message = "is not 16 to 255 visible ASCII characters; a random UUID is a good one";
            return Err(Problem::invalid("Idempotency-Key", message));
        }
        Ok(Self(Some(sha256([text]))))
    }
}

impl IdempotencyKey {
    /// The key together with its request.
    pub fn of(self, request: Hash) -> Option<Key> {
        self.0.map(|key| Key { key, request })
    }
}
