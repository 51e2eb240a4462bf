use super::*;

fn postgres(code: &str, message: &str, detail: Option<&str>, raised: bool) -> String {
    let kind = Kind::Postgres { raised, position: Some(7) };
    Said { kind, code: code.to_owned(), message, detail, hint: None }.without_values()
}

#[test]
fn postgres_tells_names_and_no_values() {
    for (code, message, detail, expected) in [
        (
            "22P02",
            "invalid input syntax for type integer: \"a \" s3cret\"",
            None,
            "invalid input syntax for type integer: \"…\" (code 22P02)",
        ),
        (
            "22P02",
            "invalid input value for enum mood: \"s3cret\"",
            None,
            "invalid input value for enum mood: \"…\" (code 22P02)",
        ),
        (
            "22003",
            "value \"99s3cret\" is out of range for type integer",
            None,
            "value \"…\" (code 22003)",
        ),
        (
            "22021",
            "invalid byte sequence for encoding: 0xs3cret",
            None,
            "invalid byte sequence for encoding: … (code 22021)",
        ),
        (
            "42601",
            "syntax error at or near \"s3cret\"",
            None,
            "syntax error at or near \"…\" at character 7 (code 42601)",
        ),
        (
            "23505",
            "duplicate key value violates unique constraint \"u\"",
            Some("Key (a)=(s3cret) already exists."),
            "duplicate key value violates unique constraint \"u\" (code 23505)",
        ),
        (
            "2BP01",
            "cannot drop table a because other objects depend on it",
            Some("view v depends on table a"),
            "cannot drop table a because other objects depend on it; view v depends on table a (code 2BP01)",
        ),
        (
            "42P01",
            "relation \"a\" does not exist",
            None,
            "relation \"a\" does not exist (code 42P01)",
        ),
        (
            "P0001",
            "no user 's3cret' in \"s3cret\"",
            Some("s3cret"),
            "no user '…' in \"…\" (code P0001)",
        ),
    ] {
        assert_eq!(postgres(code, message, detail, false), expected);
    }
    // Whoever raises an error chooses its code.
    assert_eq!(postgres("42P01", "is \"s3cret\"", Some("s3cret"), true), "is \"…\" (code 42P01)");
}

#[test]
fn mysql_tells_names_and_no_values() {
    for (state, number, message, expected) in [
        (
            "23000",
            1062,
            "Duplicate entry 'it's s3cret' for key 'users.email'",
            "Duplicate entry '…' for key 'users.email'",
        ),
        (
            "22007",
            1366,
            "Incorrect integer value: 'it's s3cret' for column `d`.`t`.`c` at row 1",
            "Incorrect integer value: '…' for column `d`.`t`.`c` at row 1",
        ),
        (
            "22007",
            1292,
            "Incorrect date value: 's3cret' for column 'c' at row 1",
            "Incorrect date value: '…' for column 'c' at row 1",
        ),
        (
            "22007",
            1292,
            "Truncated incorrect DOUBLE value: 's3cret'",
            "Truncated incorrect DOUBLE value: '…'",
        ),
        (
            "42000",
            1064,
            "You have an error near 'it's s3cret' at line 1",
            "You have an error near '…' at line 1",
        ),
        ("42S02", 1146, "Table 'd.t' doesn't exist", "Table 'd.t' doesn't exist"),
        (
            "23000",
            1452,
            "a foreign key constraint fails (`d`.`t`, CONSTRAINT `f`)",
            "a foreign key constraint fails (`d`.`t`, CONSTRAINT `f`)",
        ),
        ("45000", 1644, "no user 's3cret'", "no user '…'"),
        (
            "HY000",
            1205,
            "Lock wait timeout exceeded; try restarting transaction",
            "Lock wait timeout exceeded; try restarting transaction",
        ),
    ] {
        assert_eq!(of_mysql(state, number, message), expected);
    }
}

#[test]
fn sqlite_tells_no_part_of_a_statement() {
    assert_eq!(of_sqlite("near \"s3cret\": syntax error"), "near \"…\": syntax error");
    assert_eq!(of_sqlite("unrecognized token: \"'s3cret\""), "unrecognized token: \"…\"");
    assert_eq!(of_sqlite("UNIQUE constraint failed: a.b"), "UNIQUE constraint failed: a.b");
}

#[test]
fn recorded_words_are_without_what_is_in_quotes() {
    let error = DbErr::Custom("row 'it's s3cret' and \"s3cret\" are\nwrong".to_owned());
    assert_eq!(recorded(&error), "row '…' and \"…\" are wrong");
    assert!(reason(&error).contains("s3cret"), "they are its own");
    let repeated =
        "users: error returned from database: invalid input syntax for type integer: \"s3cret\"";
    let error = DbErr::Migration(repeated.to_owned());
    assert_eq!(reason(&error), repeated.replace("s3cret", "…"));
    assert_eq!(in_full(&error).as_deref(), Some(repeated));
}
