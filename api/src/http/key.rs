//! `Idempotency-Key`: draft-ietf-httpapi-idempotency-key-header.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

use crate::problem::Problem;
use crate::secrets::{Hash, sha256};
use crate::store::Key;

/// The key of a request that creates something. Whoever knows it within a day, and the request,
/// gets the same answer, and so a short one is refused.
pub struct IdempotencyKey(Option<Hash>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        // The standard's form is a quoted string; most clients send the bare text.
        let text = value.as_bytes();
        let text =
            text.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\"")).unwrap_or(text);
        if !(16..=255).contains(&text.len())
            || !text.iter().all(|c| c.is_ascii_graphic() && *c != b'"')
        {
            let message = "is not 16 to 255 visible ASCII characters without quotes; a random UUID is a good one";
            return Err(Problem::invalid("Idempotency-Key", message));
        }
        Ok(Self(Some(sha256([text]))))
    }
}

/// The header in the OpenAPI document.
impl IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(r#"^([!#-~]{16,255}|"[!#-~]{16,255}")$"#))
            .examples(["5c1f1b0e-6f0e-4d7c-9b2a-3a6f2f0f4c55"]);
        let header = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(
                "A random text; within a day the same request with it gives the same answer.",
            ))
            .schema(Some(text));
        vec![header.build()]
    }
}

impl IdempotencyKey {
    /// The key together with its request.
    pub fn of(self, request: Hash) -> Option<Key> {
        self.0.map(|key| Key { key, request })
    }
}
