use super::*;
use sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};

/// The columns that an expression names, in their order; `?` where it cannot be told.
#[track_caller]
fn check(backend: DbBackend, text: &str, expected: &str) {
    let names = match Expression::read(backend, text).names {
        Names::Known { columns, .. } => {
            columns.into_iter().map(|name| name.name).collect::<Vec<_>>().join(" ")
        }
        Names::Unknown => "?".to_owned(),
    };
    assert_eq!(names, expected, "{text}");
}

#[test]
fn columns_are_told_from_other_names() {
    for (text, expected) in [
        ("(total > 0)", "total"),
        ("((status)::text = ANY ((ARRAY['new'::character varying])::text[]))", "status"),
        ("((text)::text <> ''::text)", "text"),
        ("(lower((email)::text) ~~ '%lower%'::text)", "email"),
        ("(EXTRACT(year FROM created_at) > (2000)::numeric)", "created_at"),
        ("((comp).field > 0)", "comp"),
        ("(name COLLATE \"C\" > 'a'::text)", "name"),
        ("(k = ANY (ARRAY['a'::kind, 'b'::\"Kind two\"]))", "k"),
        ("(\"Big Name\" > 0)", "Big Name"),
        ("(at > '2020-01-01 00:00:00'::timestamp without time zone)", "at"),
        ("(t.a > T.\"B\")", "a B"),
        ("lower(email) text_pattern_ops desc nulls last", "email"),
        ("(a * 2) stored", "a"),
        ("CURRENT_USER", ""),
        ("(größe > 0)", "größe"),
        ("xmlexists('/a' PASSING BY VALUE x)", "?"),
        ("a; drop table b", "?"),
    ] {
        check(Postgres, text, expected);
    }
    for (text, expected) in [
        ("status IN ( 'a' , 'b' )", "status"),
        ("data ->> '$.total' > x'00'", "data"),
        ("[a b] > `c` AND \"d\" GLOB '*'", "a b c d"),
        ("a desc", "a"),
        ("a NOT GLOB 'b'", "?"),
    ] {
        check(Sqlite, text, expected);
    }
    for (text, expected) in [
        ("json_valid(`data`)", "data"),
        ("name(10)", "name"),
        ("`a` member of('[1]') and \"b\" <> _utf8mb4'c'", "a"),
        ("if(`a` > 0,`b` div 2,0)", "a b"),
    ] {
        check(MySql, text, expected);
    }
}

#[test]
fn only_columns_are_renamed() {
    let renamed = |backend, text: &str, old: &str, new: &str| {
        Expression::read(backend, text).with_columns(|name| (name == old).then(|| new.to_owned()))
    };
    let status = "((status)::text = ANY (ARRAY['text'::text]))";
    assert_eq!(renamed(Postgres, status, "text", "body"), status);
    assert_eq!(
        renamed(Postgres, "((text)::text > lower(text))", "text", "body"),
        "((body)::text > lower(body))"
    );
    assert_eq!(
        renamed(Postgres, "(größe > 0 AND größe < 'größe')", "größe", "size"),
        "(size > 0 AND size < 'größe')"
    );
    assert_eq!(renamed(Postgres, "(a > 0)", "a", "Big"), "(\"Big\" > 0)");
    assert_eq!(renamed(Postgres, "(\"A\" > 0)", "A", "b"), "(b > 0)");
    assert_eq!(renamed(Postgres, "(a > 0)", "a", "order"), "(\"order\" > 0)");
    assert_eq!(renamed(Sqlite, "a > 0", "a", "Big"), "Big > 0");
    assert_eq!(renamed(Postgres, "((a).a > a)", "a", "b"), "((b).a > b)");
    assert_eq!(renamed(MySql, "`a` > a(`a`)", "a", "b"), "`b` > a(`b`)");
    assert_eq!(renamed(Sqlite, "a\n> a", "a", "b"), "b\n> b");
}

#[test]
fn only_types_are_renamed() {
    let renamed = |text: &str| {
        Expression::read(Postgres, text)
            .with_types(|of, name| (of.is_none() && name == "kind").then(|| "sort".to_owned()))
    };
    assert_eq!(renamed("(kind = ANY (ARRAY['kind'::kind]))"), "(kind = ANY (ARRAY['kind'::sort]))");
    assert_eq!(renamed("'{a}'::kind[]"), "'{a}'::sort[]");
    assert_eq!(renamed("'a'::other.kind"), "'a'::other.kind");
}

#[test]
fn what_cannot_be_read_may_name_anything() {
    let unknown = Expression::read(Sqlite, "a NOT GLOB 'b'");
    assert_eq!(unknown.names("c"), None);
    assert!(unknown.may_name("c"));
    assert_eq!(unknown.with_columns(|_| Some("x".to_owned())), "a NOT GLOB 'b'");
}
