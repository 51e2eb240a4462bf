//! What the fields of several resources have in common.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use url::Url;
use utoipa::ToSchema;

/// One line of text, for the OpenAPI document: what `no_control` takes, within the length of a
/// column.
#[derive(ToSchema)]
#[schema(
    min_length = 1,
    max_length = 255,
    pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
    example = "Plans"
)]
#[expect(dead_code, reason = "the document's name for a text, which is a String everywhere else")]
pub struct Line(String);

/// A document that an application keeps with a row.
pub type Metadata = Map<String, Value>;

/// How large such a document may be, in bytes.
const METADATA: usize = 64 * 1024;

/// How far ahead a token may expire.
const AHEAD: TimeDelta = TimeDelta::days(3660);

/// Where a provider is reached: over HTTP, and without credentials, which would be shown to whoever
/// reads the provider.
pub fn endpoint(value: &str, (): &()) -> garde::Result {
    let refuse = |message| Err(garde::Error::new(message));
    // A URL with other characters is another one after it was parsed.
    if !value.starts_with("http://") && !value.starts_with("https://")
        || !value.bytes().all(|b| b.is_ascii_graphic())
    {
        return refuse("is not an http or https URL in visible ASCII characters");
    }
    match Url::parse(value) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            refuse("has credentials; they belong into api_key")
        }
        Ok(_) => Ok(()),
        Err(_) => refuse("is not a URL"),
    }
}

/// Not larger than what is read with every row of a list.
pub fn metadata(value: &Metadata, (): &()) -> garde::Result {
    match serde_json::to_vec(value) {
        Ok(text) if text.len() <= METADATA => Ok(()),
        _ => Err(garde::Error::new(format!("is larger than {METADATA} bytes"))),
    }
}

/// A time to come that every backend can store.
pub fn ahead(value: &DateTime<Utc>, (): &()) -> garde::Result {
    let now = Utc::now();
    if *value <= now || *value > now + AHEAD {
        return Err(garde::Error::new("is not in the future, or more than ten years ahead"));
    }
    Ok(())
}

/// The document as it is stored.
pub fn stored(metadata: Option<Metadata>) -> Option<Value> {
    metadata.map(Value::Object)
}

/// Sets a column to a value that was sent.
pub fn set<V: Into<sea_orm::Value>>(column: &mut sea_orm::ActiveValue<V>, value: Option<V>) {
    if let Some(value) = value {
        *column = sea_orm::ActiveValue::Set(value);
    }
}
