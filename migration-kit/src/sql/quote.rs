//! Quoting names: in goes a name, out comes the text that means it on a backend, quoted by sea-query.

use sea_orm::DbBackend;
use sea_orm::sea_query::{
    Alias, IntoIden as _, MysqlQueryBuilder, PostgresQueryBuilder, QuotedBuilder as _, SqliteQueryBuilder,
};

/// A name, quoted by sea-query for that backend.
pub(crate) fn ident(backend: DbBackend, name: &str) -> String {
    let (name, mut quoted) = (Alias::new(name).into_iden(), String::new());
    match backend {
        DbBackend::MySql => MysqlQueryBuilder.prepare_iden(&name, &mut quoted),
        DbBackend::Postgres => PostgresQueryBuilder.prepare_iden(&name, &mut quoted),
        _ => SqliteQueryBuilder.prepare_iden(&name, &mut quoted),
    }
    quoted
}

/// Names likewise, with commas between them.
pub(crate) fn idents(backend: DbBackend, names: &[String]) -> String {
    names.iter().map(|name| ident(backend, name)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_in_a_name_is_doubled() {
        assert_eq!(ident(DbBackend::Sqlite, r#"a"b"#), r#""a""b""#);
        assert_eq!(ident(DbBackend::Postgres, r#"a"b"#), r#""a""b""#);
        assert_eq!(ident(DbBackend::MySql, "a`b"), "`a``b`");
    }
}
