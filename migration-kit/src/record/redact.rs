//! A statement as it may be shown and recorded: without the values in it, which may be somebody's
//! data or a password.
//!
//! In goes the text of some statements, out comes the same text with `'…'` for each literal and `?`
//! for each number that may be a value. Names stay, and so does what a definition says: types with
//! their lengths, the values of an enum.

use std::ops::Range;

use crate::Backend;
use crate::dialect::parse;
use crate::sql::tokens::{Token, has_body, placed};

type Placed = (Token, Range<usize>);

/// The text without values.
pub(crate) fn without_values(backend: Backend, sql: &str) -> String {
    redacted(backend, sql, false)
}

/// The description of a rebuild without values: the definition of a table, behind the signs of a
/// comment.
pub(crate) fn description_without_values(description: &str) -> String {
    format!("-- {}", redacted(Backend::Sqlite, description.trim_start_matches("-- "), true))
}

fn redacted(backend: Backend, sql: &str, is_in_words: bool) -> String {
    let tokens = placed(backend, sql);
    let mut shown: Vec<Option<&str>> = vec![None; tokens.len()];
    for range in statements(&tokens) {
        let statement = &tokens[range.clone()];
        let kind = if is_in_words { Kind::Definition } else { Kind::of(statement) };
        for (at, place) in range.enumerate() {
            shown[place] = instead(backend, kind, statement, at);
        }
    }
    // A server can be told to read backslashes otherwise than the lexer does, and then what follows
    // is not what it seems.
    if (sql.contains("\\'") || sql.contains("\\\""))
        && let Some(first) = tokens.iter().position(|(token, _)| matches!(token, Token::Text(_)))
    {
        shown[first..].fill(Some(""));
        shown[first] = Some("'…'");
    }
    let mut text = String::with_capacity(sql.len());
    let mut end = 0;
    for ((_, place), instead) in tokens.iter().zip(shown) {
        let between = &sql[end..place.start];
        end = place.end;
        if instead == Some("") {
            continue;
        }
        // A comment may say anything.
        let is_space = between.chars().all(char::is_whitespace);
        text.push_str(if is_space { between } else { " " });
        text.push_str(instead.unwrap_or(&sql[place.clone()]));
    }
    text.trim().to_owned()
}

/// The places of each statement.
fn statements(tokens: &[Placed]) -> Vec<Range<usize>> {
    let mut statements = Vec::new();
    let mut current: Vec<Token> = Vec::new();
    let mut start = 0;
    for (at, (token, _)) in tokens.iter().enumerate() {
        if *token == Token::Symbol(';') && !has_body(&current) {
            statements.push(start..at);
            (start, current) = (at + 1, Vec::new());
        } else {
            current.push(token.clone());
        }
    }
    statements.push(start..tokens.len());
    statements
}

/// What a statement is, as far as it matters here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Of a table, an index, a type: its numbers are lengths, and its enums belong to the schema.
    Definition,
    /// Sets something: from this token on it is a value.
    Setting(usize),
    /// Anything else: rows, views, routines, roles.
    Other,
}

/// Settings that are worth showing.
const PLAIN_SETTINGS: [&str; 12] = [
    "search_path",
    "lock_timeout",
    "statement_timeout",
    "lock_wait_timeout",
    "foreign_key_checks",
    "unique_checks",
    "foreign_keys",
    "sql_mode",
    "time_zone",
    "timezone",
    "autocommit",
    "check_function_bodies",
];

impl Kind {
    fn of(statement: &[Placed]) -> Self {
        let is = |at: usize, words: &[&str]| {
            statement.get(at).is_some_and(|(token, _)| token.is_any(words))
        };
        let object = |words: &[&str]| (1..statement.len().min(7)).find(|at| is(*at, words));
        const SET_ON: [&str; 6] = ["system", "role", "user", "database", "function", "procedure"];
        let set = match is(0, &["set", "pragma"]) {
            true => Some(0),
            false if is(0, &["alter"]) && object(&SET_ON).is_some() => {
                (1..statement.len()).find(|at| is(*at, &["set"]))
            }
            false => None,
        };
        if let Some(set) = set {
            let says = |at: &usize| {
                is(*at, &["to"]) || matches!(statement[*at].0, Token::Symbol('=' | '('))
            };
            let value = (set + 1..statement.len()).find(says).map(|at| at + 1);
            let is_plain =
                (set + 1..statement.len().min(set + 4)).any(|at| is(at, &PLAIN_SETTINGS));
            return match value {
                Some(_) if is_plain => Self::Definition,
                Some(value) => Self::Setting(value),
                None => Self::Other,
            };
        }
        const DEFINES: [&str; 6] = ["create", "alter", "drop", "comment", "rename", "truncate"];
        const SCHEMA: [&str; 8] =
            ["table", "index", "type", "domain", "schema", "sequence", "database", "extension"];
        const NO_SCHEMA: [&str; 16] = [
            "view",
            "function",
            "procedure",
            "trigger",
            "event",
            "role",
            "user",
            "server",
            "system",
            "rule",
            "policy",
            "subscription",
            "publication",
            "aggregate",
            "foreign",
            "secret",
        ];
        let first = object(&[SCHEMA.as_slice(), NO_SCHEMA.as_slice()].concat());
        let is_schema = is(0, &DEFINES) && first.is_none_or(|at| is(at, &SCHEMA));
        // A table of the rows of a query holds what the query says.
        let of_rows = |at: usize| {
            is(at, &["select", "execute"])
                || (is(at, &["as"]) && is(at + 1, &["values", "with", "table"]))
        };
        match is_schema && !(0..statement.len()).any(of_rows) {
            true => Self::Definition,
            false => Self::Other,
        }
    }
}

/// What stands for a token; nothing for one that is shown, and an empty text for one that goes.
fn instead(backend: Backend, kind: Kind, statement: &[Placed], at: usize) -> Option<&'static str> {
    if let Kind::Setting(value) = kind {
        match at {
            at if at == value => return Some("'…'"),
            at if at > value => return Some(""),
            _ => {}
        }
    }
    match &statement[at].0 {
        Token::Text(_) if kind == Kind::Definition && is_of_enum(statement, at) => None,
        Token::Text(_) => Some("'…'"),
        // A placeholder is a number behind a sign.
        Token::Word(word) if word.starts_with(|first: char| first.is_ascii_digit()) => {
            let is_placeholder = at > 0 && statement[at - 1].0 == Token::Symbol('$');
            (kind != Kind::Definition && !is_placeholder).then_some("?")
        }
        // In a row of VALUES there is no name to be known.
        Token::Name(_)
            if parse::of(backend).grammar().unknown_names_are_texts
                && kind == Kind::Other
                && is_in_values(statement, at) =>
        {
            Some("'…'")
        }
        _ => None,
    }
}

/// Whether a text is a value of an enum: in the list behind `ENUM` or `SET`, or behind `IN` of a
/// check, or a value that is added or renamed.
fn is_of_enum(statement: &[Placed], at: usize) -> bool {
    let before = &statement[..at];
    let is_setting = statement.first().is_some_and(|(token, _)| token.is_any(&["set", "pragma"]));
    let inside = before.iter().rev().take_while(|(token, _)| {
        matches!(token, Token::Text(_) | Token::Symbol(',' | '(')) || token.is_any(&["_utf8mb4"])
    });
    let count = inside.count();
    let opens = count > 0 && matches!(before[before.len() - count].0, Token::Symbol('('));
    let behind = before.len().checked_sub(count + 1).map(|at| &before[at].0);
    let in_list = opens && behind.is_some_and(|token| token.is_any(&["enum", "set", "in"]));
    let words: Vec<&Token> = before.iter().map(|(token, _)| token).collect();
    let is_value = words.iter().any(|token| token.is("value"))
        && words.first().is_some_and(|token| token.is("alter"))
        && words.get(1).is_some_and(|token| token.is("type"));
    in_list || is_value || is_setting
}

/// Whether a token stands behind VALUES.
fn is_in_values(statement: &[Placed], at: usize) -> bool {
    let last = statement[..at]
        .iter()
        .rposition(|(token, _)| token.is_any(&["values", "on", "returning", "select"]));
    last.is_some_and(|place| statement[place].0.is("values"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Backend::{MySql, Postgres, Sqlite};

    #[test]
    fn no_value_is_shown_wherever_it_stands() {
        for (backend, sql) in [
            (
                Postgres,
                "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $body$ SELECT 's3cret' $body$",
            ),
            (
                Postgres,
                "create function f() returns text language sql begin atomic; select 's3cret'; end",
            ),
            (Postgres, "ALTER SYSTEM SET primary_conninfo = 'host=h password=s3cret'"),
            (Postgres, "ALTER SYSTEM SET primary_conninfo = \"password=s3cret\""),
            (Postgres, "ALTER ROLE app SET app.key TO s3cret"),
            (Postgres, "SET app.key = s3cret"),
            (
                Postgres,
                "CREATE VIEW v AS SELECT * FROM a WHERE k = 's3cret' OR n = 4111111111111111",
            ),
            (Postgres, "CREATE TABLE c AS SELECT 's3cret' AS k, 4111111111111111 AS n"),
            (Postgres, "CREATE TABLE c AS VALUES ('s3cret', 4111111111111111)"),
            (Postgres, "CREATE TABLE c (a text DEFAULT 's3cret')"),
            (Postgres, "ALTER TABLE c ALTER a SET DEFAULT E's3cret\\'s3cret'"),
            (Postgres, "COMMENT ON TABLE c IS 's3cret'"),
            (Postgres, "CREATE ROLE app PASSWORD 's3cret'"),
            (Postgres, "CREATE USER MAPPING FOR u SERVER s OPTIONS (password 's3cret')"),
            (Postgres, "DO $$ begin perform 's3cret'; end $$"),
            (Postgres, "SELECT set_config('app.key', 's3cret', false) -- s3cret"),
            (Postgres, "CREATE TABLE c (a int) /* s3cret */"),
            (Postgres, "INSERT INTO a VALUES ('a\\', 's3cret', '')"),
            (MySql, "CREATE USER u IDENTIFIED BY \"s3cret\""),
            (MySql, "SET PASSWORD FOR u = 's3cret'"),
            (
                MySql,
                "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.k = 's3cret'; SET NEW.n = 4111111111111111; END",
            ),
            (MySql, "CREATE TABLE a SELECT 's3cret' k"),
            (MySql, "INSERT INTO a VALUES ('a\\', 's3cret', ''), ('\\'s3cret')"),
            (MySql, "ALTER TABLE a ADD b varchar(20) DEFAULT 's3cret' COMMENT 's3cret'"),
            (Sqlite, "INSERT INTO a (\"b\") VALUES (\"s3cret\", 4111111111111111)"),
            (Sqlite, "CREATE VIEW v AS SELECT 's3cret'"),
            (Sqlite, "PRAGMA key = s3cret"),
            (Sqlite, "ALTER TABLE a ADD b text DEFAULT 's3cret"),
        ] {
            let shown = without_values(backend, sql);
            assert!(!shown.contains("s3cret") && !shown.contains("4111"), "{sql}\n{shown}");
        }
    }

    #[test]
    fn names_types_and_enums_stay() {
        for (backend, sql) in [
            (
                Postgres,
                "CREATE TABLE \"a\" (\n  \"id\" bigint, b varchar(20), CHECK (b IN ('x', 'y'))\n)",
            ),
            (Postgres, "CREATE TYPE mood AS ENUM ('sad', 'ok')"),
            (Postgres, "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad' AFTER 'ok'"),
            (Postgres, "CREATE UNIQUE INDEX CONCURRENTLY i ON a (b) WHERE c > 5"),
            (Postgres, "SET LOCAL lock_timeout = '5s'"),
            (Postgres, "UPDATE a SET b = $1 WHERE c = $2"),
            (MySql, "ALTER TABLE `a` MODIFY `b` enum('x','y') NOT NULL, ALGORITHM = INSTANT"),
            (MySql, "SET SESSION foreign_key_checks = 0"),
            (Sqlite, "PRAGMA foreign_keys = OFF"),
            (Sqlite, "CREATE VIEW v AS SELECT a.b FROM a"),
        ] {
            assert_eq!(without_values(backend, sql), sql);
        }
    }

    #[test]
    fn a_description_keeps_its_definition_and_no_value() {
        let shown = description_without_values;
        let text =
            "-- rebuild as: CREATE TABLE a (b text DEFAULT 's3cret; 4'); c takes 's3cret'; d goes";
        assert_eq!(
            shown(text),
            "-- rebuild as: CREATE TABLE a (b text DEFAULT '…'); c takes '…'; d goes"
        );
        let plain = "-- rebuild as: CREATE TABLE a (b varchar(20))";
        assert_eq!(shown(plain), plain);
    }

    #[test]
    fn the_rest_of_a_statement_is_as_it_was() {
        let shown = |sql| without_values(Postgres, sql);
        assert_eq!(
            shown("INSERT INTO \"a\" VALUES ('x', 42); DELETE FROM b"),
            "INSERT INTO \"a\" VALUES ('…', ?); DELETE FROM b"
        );
        assert_eq!(
            shown("ALTER SYSTEM SET work_mem = '4MB', x"),
            "ALTER SYSTEM SET work_mem = '…'"
        );
        assert_eq!(shown("CREATE ROLE app PASSWORD 'x'"), "CREATE ROLE app PASSWORD '…'");
    }
}
