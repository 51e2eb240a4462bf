//! Versions of a resource: RFC 9110, "13. Conditional Requests".

use axum::extract::FromRequestParts;
use axum::http::header::{IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::answer::version;
use crate::problem::{Kind, Problem};
use crate::secrets::sha256;

/// `If-Match` and `If-None-Match`.
pub struct Conditions {
    matching: Option<String>,
    none_matching: Option<String>,
}

/// The strong tag of a representation.
pub fn tag(body: &[u8]) -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(&sha256([body])[..16]))
}

impl<S: Send + Sync> FromRequestParts<S> for Conditions {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self {
            matching: joined(&parts.headers, IF_MATCH),
            none_matching: joined(&parts.headers, IF_NONE_MATCH),
        })
    }
}

impl Conditions {
    /// Refuses a change of something that is not what the client has seen.
    pub fn allow<T: Serialize>(&self, view: &T) -> Result<(), Problem> {
        match self.is_seen(&version(view)?) {
            true => Ok(()),
            false => Err(Problem::new(Kind::PreconditionFailed)
                .detail("Read it again: its ETag is another one than If-Match names.")),
        }
    }

    /// A weak tag never matches here: RFC 9110, "13.1.1. If-Match".
    fn is_seen(&self, tag: &str) -> bool {
        self.matching.as_ref().is_none_or(|tags| has(tags, tag, false))
    }

    /// Whether the client has it already.
    pub fn is_known(&self, tag: &str) -> bool {
        self.none_matching.as_ref().is_some_and(|tags| has(tags, tag, true))
    }
}

/// All the values of a header in one list.
fn joined(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let values: Vec<_> = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    (!values.is_empty()).then(|| values.join(","))
}

fn has(tags: &str, tag: &str, weak: bool) -> bool {
    tags.split(',').map(str::trim).any(|one| {
        let one = if weak { one.strip_prefix("W/").unwrap_or(one) } else { one };
        one == "*" || one == tag
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_as_the_standard_says() {
        let seen = |text: &str| Conditions {
            matching: Some(text.into()),
            none_matching: Some(text.into()),
        };
        for (text, allowed, known) in [
            ("\"a\"", true, true),
            ("\"b\", \"a\"", true, true),
            ("*", true, true),
            ("W/\"a\"", false, true),
            ("\"b\"", false, false),
            ("a", false, false),
        ] {
            assert_eq!(seen(text).is_seen("\"a\""), allowed, "{text}");
            assert_eq!(seen(text).is_known("\"a\""), known, "{text}");
        }
        assert!(Conditions { matching: None, none_matching: None }.is_seen("\"a\""));
    }
}
