//! Names of tables and enum types, which say their schema where that is not the default one.
//!
//! One text is the name everywhere, in a schema's maps, in the resolutions and in what people read:
//! `invoices`, or `billing.invoices` in the schema `billing`. A part that has a dot or a double
//! quote in it stands between double quotes as in SQL, so that no two tables have one name.

/// The name of a table or an enum type in a schema; none is the default one.
///
/// ```
/// use migration_kit::inside::schema::qualified;
///
/// assert_eq!(qualified(None, "invoices"), "invoices");
/// assert_eq!(qualified(Some("billing"), "invoices"), "billing.invoices");
/// assert_eq!(qualified(None, "billing.invoices"), "\"billing.invoices\"");
/// ```
pub fn qualified(schema: Option<&str>, name: &str) -> String {
    match schema {
        Some(schema) => member(&part(schema), name),
        None => part(name),
    }
}

/// The name of what belongs to a table, such as `users.email`, or to an enum.
pub(crate) fn member(of: &str, name: &str) -> String {
    format!("{of}.{}", part(name))
}

/// The schema and the plain name that a name says. PostgreSQL's own text of a type is understood
/// too.
pub(crate) fn parts(name: &str) -> (Option<String>, String) {
    match split(name) {
        Some((schema, name)) => (Some(plain(schema)), plain(name)),
        None => (None, plain(name)),
    }
}

/// The table, and the plain name of what belongs to it, that a [`member`] says.
#[cfg(feature = "generate")]
pub(crate) fn member_parts(name: &str) -> Option<(&str, String)> {
    split(name).map(|(of, name)| (of, plain(name)))
}

/// The name that a text means, which may have more quotes than it needs.
#[cfg(feature = "lint")]
pub(crate) fn canonical(text: &str) -> String {
    let (schema, name) = parts(text);
    qualified(schema.as_deref(), &name)
}

/// A name as a part of another one: in quotes where it would be taken apart.
pub(crate) fn part(name: &str) -> String {
    match name.contains(['.', '"']) {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => name.to_owned(),
    }
}

fn plain(part: &str) -> String {
    match part.strip_prefix('"').and_then(|part| part.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => part.to_owned(),
    }
}

/// Both sides of the last dot that stands outside of quotes.
fn split(name: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let dot = |(_, c): &(usize, char)| {
        quoted ^= *c == '"';
        *c == '.' && !quoted
    };
    let (at, _) = name.char_indices().filter(dot).last()?;
    Some((&name[..at], &name[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tables_have_one_name() {
        for (schema, name, expected) in [
            (None, "a", "a"),
            (Some("a"), "b", "a.b"),
            (None, "a.b", "\"a.b\""),
            (Some("a.b"), "c", "\"a.b\".c"),
            (Some("a"), "b.c", "a.\"b.c\""),
            (None, "it's \"a.b\"", "\"it's \"\"a.b\"\"\""),
            (Some("größe"), "Big Table", "größe.Big Table"),
        ] {
            let text = qualified(schema, name);
            assert_eq!(text, expected);
            assert_eq!(parts(&text), (schema.map(str::to_owned), name.to_owned()));
            assert_eq!(canonical(&text), text);
            assert_eq!(
                member_parts(&member(&text, "x.y")),
                Some((text.as_str(), "x.y".to_owned()))
            );
        }
        assert_eq!(canonical("\"Billing\".\"Mood\""), "Billing.Mood");
    }
}
