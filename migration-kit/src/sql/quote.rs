//! Quoting names: in goes a name, out comes the text that means it on a backend, quoted by
//! sea-query.

use sea_orm::sea_query::{
    Alias, IntoIden as _, MysqlQueryBuilder, PostgresQueryBuilder, QuotedBuilder as _,
    SqliteQueryBuilder,
};

#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
use super::keywords;
use crate::Backend;

/// A name, quoted by sea-query for that backend.
pub(crate) fn ident(backend: Backend, name: &str) -> String {
    let (name, mut quoted) = (Alias::new(name).into_iden(), String::new());
    match backend {
        Backend::MySql => MysqlQueryBuilder.prepare_iden(&name, &mut quoted),
        Backend::Postgres => PostgresQueryBuilder.prepare_iden(&name, &mut quoted),
        Backend::Sqlite => SqliteQueryBuilder.prepare_iden(&name, &mut quoted),
    }
    quoted
}

/// Names likewise, with commas between them.
pub(crate) fn idents(backend: Backend, names: &[String]) -> String {
    names.iter().map(|name| ident(backend, name)).collect::<Vec<_>>().join(", ")
}

/// A name as a catalog has it in an expression: in quotes only where it needs them, and on MySQL
/// always. On SQLite it is the kit's reader that writes it so, because people quote there as they
/// like.
#[cfg(any(feature = "generate", all(feature = "lint", feature = "sqlx-sqlite")))]
pub(crate) fn as_kept(backend: Backend, name: &str) -> String {
    let is_keyword =
        |words: &[&str]| words.binary_search(&name.to_ascii_lowercase().as_str()).is_ok();
    let (is_letter, is_keyword): (fn(char) -> bool, bool) = match backend {
        Backend::Postgres => (|c| c.is_ascii_lowercase(), is_keyword(keywords::POSTGRES)),
        Backend::MySql => (|_| false, false),
        Backend::Sqlite => (|c| c.is_ascii_alphabetic(), is_keyword(keywords::SQLITE)),
    };
    let begins = name.starts_with(|c| is_letter(c) || c == '_');
    match begins
        && !is_keyword
        && name.chars().all(|c| is_letter(c) || c == '_' || c.is_ascii_digit())
    {
        true => name.to_owned(),
        false => ident(backend, name),
    }
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
        assert!(keywords::SQLITE.is_sorted() && keywords::POSTGRES.is_sorted());
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
