//! A field that is there, also with `null`.

use serde::{Deserialize, Deserializer};

/// Reads a field of a partial update: absent stays `None` (by `default`), and `null` becomes
/// `Some(None)`.
pub fn present<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
