//! A JSON body, read, checked, and refused with the fields that are wrong.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse as _;
use garde::Validate;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::numbers;
use crate::problem::{FieldError, Kind, Problem};
use crate::secrets::{Hash, sha256};

/// How deep a document may be nested: MariaDB's JSON_VALID takes 32 levels.
const DEPTH: usize = 16;

/// A body that is what the route takes.
pub struct Body<T> {
    pub value: T,
    /// The hash of the request: method, path and body.
    pub hash: Hash,
}

impl<T, S> FromRequest<S> for Body<T>
where
    T: DeserializeOwned + Validate<Context = ()>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(&request) {
            return Err(Problem::new(Kind::UnsupportedMediaType));
        }
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let bytes =
            Bytes::from_request(request, state).await.map_err(|rejection| {
                match rejection.into_response().status() {
                    axum::http::StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Kind::TooLarge),
                    _ => Problem::new(Kind::BadRequest).detail("The body did not arrive whole."),
                }
            })?;
        let hash = sha256([method.as_str().as_bytes(), path.as_bytes(), &bytes]);
        Ok(Self { value: read(&bytes)?, hash })
    }
}

fn is_json(request: &Request) -> bool {
    let value =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let kind = value.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Reads a document in two stages, because one that is no JSON is another mistake than one with a
/// wrong field.
fn read<T: DeserializeOwned + Validate<Context = ()>>(bytes: &[u8]) -> Result<T, Problem> {
    let changed = numbers::changed(bytes, DEPTH);
    if !changed.is_empty() {
        return Err(Problem::all_invalid(changed));
    }
    let document: Value = serde_json::from_slice(bytes).map_err(|error| {
        Problem::new(Kind::BadRequest).detail(format!("The body is not JSON: {error}."))
    })?;
    let mut wrong = Vec::new();
    check(&document, &mut String::new(), 0, &mut wrong);
    if !wrong.is_empty() {
        return Err(Problem::all_invalid(wrong));
    }
    // Serde's structs would also be read from a list of their fields.
    if !document.is_object() {
        return Err(Problem::invalid("", "expected an object"));
    }
    let value: T = serde_path_to_error::deserialize(document).map_err(|error| {
        let field = error.path().to_string();
        let field = if field == "." { String::new() } else { field };
        Problem::invalid(field, without_value(&error.into_inner().to_string()))
    })?;
    value.validate()?;
    Ok(value)
}

/// What was expected, without what was there: that may be a secret at the wrong place.
fn without_value(message: &str) -> String {
    let tells = ["invalid type: ", "invalid value: ", "unknown variant "];
    match message.split_once("expected ") {
        Some((_, expected)) if tells.iter().any(|start| message.starts_with(start)) => {
            format!("expected {expected}")
        }
        _ => message.to_owned(),
    }
}

/// What no database of the three stores: a character U+0000 (PostgreSQL, "8.3. Character Types"),
/// and documents that are nested too deep.
fn check(value: &Value, path: &mut String, depth: usize, wrong: &mut Vec<FieldError>) {
    let refused = |path: &str, message: &str| FieldError {
        field: path.to_owned(),
        message: message.to_owned(),
    };
    if depth > DEPTH {
        wrong.push(refused(path, &format!("is nested deeper than {DEPTH} levels")));
        return;
    }
    let length = path.len();
    match value {
        Value::String(text) if text.contains('\0') => {
            wrong.push(refused(path, "has a character U+0000"))
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                path.push_str(&format!("[{index}]"));
                check(value, path, depth + 1, wrong);
                path.truncate(length);
            }
        }
        Value::Object(values) => {
            for (name, value) in values {
                if name.contains('\0') {
                    wrong.push(refused(path, "has a name with a character U+0000"));
                    return;
                }
                if length > 0 {
                    path.push('.');
                }
                path.push_str(name);
                check(value, path, depth + 1, wrong);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

/// A name is one line that is not empty.
pub fn no_control(value: &str, (): &()) -> garde::Result {
    if value.trim().is_empty() {
        return Err(garde::Error::new("is blank"));
    }
    if value.chars().any(char::is_control) {
        return Err(garde::Error::new("has a control character"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Note {
        #[garde(custom(no_control), length(chars, max = 5))]
        text: String,
        #[garde(skip)]
        #[serde(default)]
        more: Value,
    }

    fn refused(body: &str) -> String {
        match read::<Note>(body.as_bytes()) {
            Ok(note) => format!("taken: {} {}", note.text, note.more),
            Err(problem) => serde_json::to_string(&problem).unwrap(),
        }
    }

    #[test]
    fn what_is_wrong_is_named_by_its_field() {
        assert_eq!(refused(r#"{"text": "yes"}"#), "taken: yes null");
        for (body, said) in [
            ("{", r#""status":400"#),
            (r#"{}"#, "missing field `text`"),
            (r#"{"text": 1234567}"#, r#"{"field":"text","message":"expected a string"}"#),
            (r#""sk-secret""#, "expected an object"),
            (r#"["sk-secret", null]"#, "expected an object"),
            (r#"{"text": "x", "txt": 1}"#, "unknown field `txt`"),
            (r#"{"text": "too long"}"#, r#""field":"text""#),
            (r#"{"text": " "}"#, "is blank"),
            (r#"{"text": "x", "more": {"a": [0, "\u0000"]}}"#, r#""field":"more.a[1]""#),
        ] {
            let answer = refused(body);
            assert!(answer.contains(said) && !answer.contains("secret"), "{body}: {answer}");
            assert!(!answer.contains("1234567"), "{answer}");
        }
        let deep = format!(r#"{{"text": "x", "more": {}{}}}"#, "[".repeat(20), "]".repeat(20));
        assert!(refused(&deep).contains("nested deeper"), "{}", refused(&deep));
    }
}
