use super::names::Names;
use super::*;
use crate::Backend::{MySql, Postgres, Sqlite};

/// The columns that an expression names, in their order; `?` where it cannot be told.
#[track_caller]
fn check(backend: Backend, text: &str, expected: &str) {
    let names = match Expression::new(backend, text).read() {
        Names::Known(known) => {
            known.columns.iter().map(|name| name.name.as_str()).collect::<Vec<_>>().join(" ")
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
        Expression::new(backend, text)
            .with_columns(|name| (name == old).then(|| new.to_owned()))
            .to_string()
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
        Expression::new(Postgres, text)
            .with_types(|of, name| (of.is_none() && name == "kind").then(|| "sort".to_owned()))
            .to_string()
    };
    assert_eq!(renamed("(kind = ANY (ARRAY['kind'::kind]))"), "(kind = ANY (ARRAY['kind'::sort]))");
    assert_eq!(renamed("'{a}'::kind[]"), "'{a}'::sort[]");
    assert_eq!(renamed("'a'::other.kind"), "'a'::other.kind");
}

#[test]
fn what_cannot_be_read_may_name_its_words() {
    let unknown = Expression::new(Sqlite, "a NOT GLOB 'c'");
    assert_eq!(unknown.names("A"), None);
    assert_eq!(unknown.names("c"), Some(false));
    assert!(unknown.may_name("a"));
    assert!(unknown.functions().is_none());
    assert_eq!(unknown.with_columns(|_| Some("x".to_owned())).as_str(), "a NOT GLOB 'c'");
}

#[test]
fn parentheses_around_all_of_it_are_taken_off() {
    for (text, inner) in [
        ("(a > 0)", "a > 0"),
        ("( '(' || a )", "'(' || a"),
        ("('(' || a) <> (b)", "('(' || a) <> (b)"),
        ("(a) > (b)", "(a) > (b)"),
        ("a > (0)", "a > (0)"),
        ("f(a)", "f(a)"),
    ] {
        assert_eq!(Expression::new(Sqlite, text).inner(), inner, "{text}");
    }
}

#[test]
fn a_name_in_a_text_is_no_name() {
    for text in ["a + 1", "\"a\"", "'x' || a", "E'it\\'s' || a", "'x\\' || a", "\"it's\" || a"] {
        assert!(Expression::new(Postgres, text).may_name("a"), "{text}");
    }
    for text in ["'a'", "'a\\b'::text", "'it''s a'", "ab", "b || 'a'"] {
        assert!(!Expression::new(Postgres, text).may_name("a"), "{text}");
    }
}

#[test]
fn words_and_functions_are_told_apart() {
    let value = Expression::new(
        Postgres,
        "(SELECT max(o.n) FROM shop.orders o WHERE o.user_id = users.id)",
    );
    assert!(value.has_word("orders") && value.may_name("n") && value.may_name("id"));
    assert!(value.has_word("users") && !value.may_name("orders") && !value.has_word("or"));
    let functions = |text: &str| {
        let all = Expression::new(Postgres, text);
        all.functions().map(|all| all.map(str::to_owned).collect::<Vec<_>>())
    };
    assert_eq!(
        functions("upper(public.f(a))::varchar(9)"),
        Some(vec!["upper".to_owned(), "f".to_owned()])
    );
    assert_eq!(functions("'random()'::text"), Some(Vec::new()));
}
