//! Quoting names: in goes a name, out comes the text that means it on a backend, quoted by
//! sea-query.

use crate::Backend;
#[cfg(feature = "lint")]
use crate::dialect::names;
use crate::dialect::text;

/// A name, quoted by sea-query for that backend.
pub(crate) fn ident(backend: Backend, name: &str) -> String {
    text::of(backend).ident(name)
}

/// Names likewise, with commas between them.
pub(crate) fn idents(backend: Backend, names: &[String]) -> String {
    names.iter().map(|name| ident(backend, name)).collect::<Vec<_>>().join(", ")
}

/// A name as a catalog has it in an expression: in quotes only where it needs them, and on MySQL
/// always. On SQLite it is the kit's reader that writes it so, because people quote there as they
/// like.
#[cfg(feature = "lint")]
pub(crate) fn as_kept(backend: Backend, name: &str) -> String {
    let is_plain = names::of(backend).plain().is_some_and(|plain| {
        let is_letter = |c: char| (plain.is_letter)(c) || c == '_';
        name.starts_with(is_letter)
            && plain.keywords.binary_search(&name.to_ascii_lowercase().as_str()).is_err()
            && name.chars().all(|c| is_letter(c) || c.is_ascii_digit())
    });
    if is_plain { name.to_owned() } else { ident(backend, name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_in_a_name_is_doubled() {
        assert_eq!(ident(Backend::Sqlite, r#"a"b"#), r#""a""b""#);
        assert_eq!(ident(Backend::Postgres, r#"a"b"#), r#""a""b""#);
        assert_eq!(ident(Backend::MySql, "a`b"), "`a``b`");
    }

    #[test]
    fn the_keywords_are_in_order() {
        for backend in [Backend::Sqlite, Backend::Postgres] {
            assert!(names::of(backend).plain().unwrap().keywords.is_sorted());
        }
    }

    #[test]
    fn a_catalog_quotes_what_needs_it() {
        for (name, sqlite, postgres, mysql) in [
            ("a_1", "a_1", "a_1", "`a_1`"),
            ("Big", "Big", "\"Big\"", "`Big`"),
            ("order", "\"order\"", "\"order\"", "`order`"),
            ("position", "position", "\"position\"", "`position`"),
            ("abort", "\"abort\"", "abort", "`abort`"),
            ("a b", "\"a b\"", "\"a b\"", "`a b`"),
            ("1a", "\"1a\"", "\"1a\"", "`1a`"),
            ("größe", "\"größe\"", "\"größe\"", "`größe`"),
        ] {
            let kept = |backend| as_kept(backend, name);
            assert_eq!(kept(Backend::Sqlite), sqlite);
            assert_eq!(kept(Backend::Postgres), postgres);
            assert_eq!(kept(Backend::MySql), mysql);
        }
    }
}
