//! Definitions as people write them, and what is found in them.

#![cfg(test)]

use super::*;

#[test]
fn checks_generated_columns_and_collations_are_found() {
    let text = read(
        r#"CREATE TABLE "t" ( "id" integer PRIMARY KEY AUTOINCREMENT, -- a comment, with (
           [co st] integer NOT NULL CHECK ("co st" >= 0) DEFAULT (abs(-1)),
           name text COLLATE NOCASE CONSTRAINT short CHECK (length(`name`) < 9 AND name != 'it''s, ('),
           twice integer GENERATED ALWAYS AS (id * 2) STORED, /* , ( */
           CONSTRAINT "all" CHECK (id > 0), UNIQUE (name), FOREIGN KEY (id) REFERENCES u (id)
         ) STRICT"#,
    );
    let checks: Vec<(Option<&str>, &str)> =
        text.checks.iter().map(|(name, condition)| (name.as_deref(), condition.as_str())).collect();
    let short = "length ( name ) < 9 AND name != 'it''s, ('";
    assert_eq!(checks, [(None, "\"co st\" >= 0"), (Some("short"), short), (Some("all"), "id > 0")]);
    assert_eq!(text.columns.keys().collect::<Vec<_>>(), ["co st", "id", "name", "twice"]);
    assert!(text.columns["id"].autoincrement);
    assert_eq!(text.columns["name"].collation.as_deref(), Some("NOCASE"));
    assert_eq!(text.columns["twice"].generated.as_deref(), Some("id * 2"));
}

#[test]
fn keys_say_what_no_pragma_tells() {
    let text = read(
        r#"CREATE TABLE t (a integer NOT NULL ON CONFLICT ignore CONSTRAINT one UNIQUE ON CONFLICT REPLACE,
           "b c" text CONSTRAINT b_of REFERENCES p DEFERRABLE INITIALLY DEFERRED DEFAULT 'on conflict',
           d text REFERENCES p (x) NOT DEFERRABLE INITIALLY DEFERRED, e text,
           PRIMARY KEY ("b c" DESC, d COLLATE NOCASE) ON CONFLICT abort,
           CONSTRAINT de FOREIGN KEY (d, e) REFERENCES q (y, z) ON DELETE CASCADE DEFERRABLE)"#,
    );
    assert_eq!(text.columns["a"].on_conflict.as_deref(), Some("IGNORE"));
    let keys: Vec<(bool, String, &str)> = text
        .keys
        .iter()
        .map(|key| (key.is_primary, key.columns.join(","), key.on_conflict.as_str()))
        .collect();
    let wanted = [(false, "a", "REPLACE"), (true, "b c,d", "ABORT")];
    assert_eq!(keys, wanted.map(|(primary, columns, how)| (primary, columns.to_owned(), how)));
    let foreign_keys: Vec<(Option<&str>, Option<Deferrable>)> =
        text.foreign_keys.iter().map(|key| (key.name.as_deref(), key.deferrable)).collect();
    assert_eq!(
        foreign_keys,
        [
            (Some("b_of"), Some(Deferrable::InitiallyDeferred)),
            (None, None),
            (Some("de"), Some(Deferrable::InitiallyImmediate))
        ]
    );
}

#[test]
fn an_index_is_its_parts_and_its_condition() {
    let sql = r#"CREATE UNIQUE INDEX "i" ON "t" ("a" ASC, lower("b") COLLATE NOCASE DESC) WHERE "a" IS NOT NULL"#;
    let (parts, predicate) = index(sql);
    let lower = Indexed::Expression(Expression::new(Backend::Sqlite, "lower ( b )"));
    let lower =
        Part { descending: true, collation: Some("NOCASE".to_owned()), ..Part::from(lower) };
    assert_eq!(parts, [Part::column("a"), lower]);
    assert_eq!(predicate.as_deref(), Some("a IS NOT NULL"));
}

#[test]
fn a_name_for_a_default_is_a_text() {
    for (text, expected) in [
        ("\"it's\"", "'it''s'"),
        ("word", "'word'"),
        ("TRUE", "TRUE"),
        ("CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"),
        ("- 1", "- 1"),
        ("x'00'", "x'00'"),
    ] {
        assert_eq!(default(text), expected);
    }
}

#[test]
fn quotes_around_texts_and_numbers_are_kept() {
    assert_eq!(normal("'123'"), "'123'");
    assert_eq!(normal("123"), "123");
    assert_eq!(normal("'it''s'"), "'it''s'");
}

#[test]
fn literals_and_operators_are_not_taken_apart() {
    for text in [
        "1e-300",
        "1E+3",
        "1.5e10",
        ".5",
        "0xfe",
        "x'00ff'",
        "a -> 'b'",
        "a ->> '$.c'",
        "x",
        "1 - 2",
    ] {
        assert_eq!(normal(text), text);
    }
    assert_eq!(normal("0xe-1"), "0xe - 1");
    assert_eq!(normal("a-1e-3"), "a - 1e-3");
}
