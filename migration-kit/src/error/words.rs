//! What a database said, in words: for everybody, without values of rows and statements, and in
//! full, for a terminal alone.
//!
//! A message can hold a value that a row has or a statement named (`invalid input syntax for type
//! integer: "s3cret"`, `Duplicate entry 'it's'`). Which ones do is known by the code of the error,
//! not by their words: the classes below hold names of objects only, and what stands in quotes is
//! left out of all others. Values are quoted without being escaped, so everything from the first
//! quote to the last is one of them.

use sea_orm::{DbErr, RuntimeErr, sqlx};

use crate::escape;

/// The essence of a database error on one line, without values: the server's own message and code,
/// without the library's prefixes.
pub(crate) fn reason(error: &DbErr) -> String {
    match sqlx_of(error) {
        Some(e) => sqlx_reason(e),
        None => one_line(&without_quoted_error(&own_words(error))),
    }
}

/// The same for a record that others read: of an error that a migration made up itself nothing in
/// quotes either.
pub(crate) fn recorded(error: &DbErr) -> String {
    match sqlx_of(error) {
        Some(e) => sqlx_reason(e),
        None => one_line(&without(&without(&own_words(error), '\''), '"')),
    }
}

/// Everything that the database said, also the values: for a terminal, and never for a log.
pub(crate) fn in_full(error: &DbErr) -> Option<String> {
    let Some(sqlx) = sqlx_of(error) else { return Some(one_line(&own_words(error))) };
    let said = Said::of(sqlx.as_database_error()?);
    let detail = said.detail.iter().chain(&said.hint).map(|more| format!("; {more}"));
    Some(one_line(&format!("{}{}{}", said.message, detail.collect::<String>(), said.code())))
}

/// The same as [`reason`] for the driver's own error type.
pub(crate) fn sqlx_reason(error: &sqlx::Error) -> String {
    one_line(&match error {
        sqlx::Error::Database(e) => Said::of(e.as_ref()).without_values(),
        // The driver tells how many bytes it had expected.
        sqlx::Error::Io(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            "the server has closed the connection".to_owned()
        }
        sqlx::Error::Io(e) => e.to_string(),
        sqlx::Error::PoolTimedOut => "no answer in time".to_owned(),
        other => other.to_string(),
    })
}

/// The server's error code: an SQLSTATE on PostgreSQL and MySQL, a result code on SQLite.
pub(crate) fn code(error: &DbErr) -> Option<String> {
    sqlx_of(error)?.as_database_error()?.code().map(|code| code.into_owned())
}

/// The text on one line, with what is left of control characters spelt out.
pub(crate) fn one_line(text: &str) -> String {
    escape::line(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

fn sqlx_of(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(e))
        | DbErr::Exec(RuntimeErr::SqlxError(e))
        | DbErr::Query(RuntimeErr::SqlxError(e)) => Some(e),
        _ => None,
    }
}

fn own_words(error: &DbErr) -> String {
    match error {
        DbErr::Custom(text) | DbErr::Migration(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A migration that panics over an error of the database, or makes a text of one, repeats its
/// words, of which the kind is not known any more.
fn without_quoted_error(text: &str) -> String {
    let repeats =
        ["error returned from database", "PgDatabaseError", "MySqlDatabaseError", "SqliteError"];
    match repeats.iter().any(|words| text.contains(words)) {
        true => without(&without(text, '\''), '"'),
        false => text.to_owned(),
    }
}

/// A server's error, as far as it matters here.
struct Said<'e> {
    kind: Kind,
    code: String,
    message: &'e str,
    detail: Option<&'e str>,
    hint: Option<&'e str>,
}

/// Whose it is, with what only that server tells.
enum Kind {
    /// Whether a function or a DO block raised it: then its words are somebody's own, whatever its
    /// code. And the character of the statement that it is about.
    #[cfg_attr(
        not(feature = "sqlx-postgres"),
        expect(dead_code, reason = "there is no driver whose errors it is of")
    )]
    Postgres {
        raised: bool,
        position: Option<usize>,
    },
    /// The error's number, which is finer than its SQLSTATE.
    #[cfg_attr(
        not(feature = "sqlx-mysql"),
        expect(dead_code, reason = "there is no driver whose errors it is of")
    )]
    MySql {
        number: u16,
    },
    Sqlite,
}

impl<'e> Said<'e> {
    fn of(error: &'e dyn sqlx::error::DatabaseError) -> Self {
        let code = error.code().map(|code| code.into_owned()).unwrap_or_default();
        let (message, plain) = (error.message(), Kind::Sqlite);
        #[cfg(feature = "sqlx-postgres")]
        if let Some(e) = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
            let position = match e.position() {
                Some(sqlx::postgres::PgErrorPosition::Original(at)) => Some(at),
                _ => None,
            };
            let kind = Kind::Postgres { raised: e.routine() == Some("exec_stmt_raise"), position };
            return Self { kind, code, message, detail: e.detail(), hint: e.hint() };
        }
        #[cfg(feature = "sqlx-mysql")]
        if let Some(e) = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
            return Self {
                kind: Kind::MySql { number: e.number() },
                code,
                message,
                detail: None,
                hint: None,
            };
        }
        Self { kind: plain, code, message, detail: None, hint: None }
    }

    fn code(&self) -> String {
        match self.code.as_str() {
            "" => String::new(),
            code => format!(" (code {code})"),
        }
    }

    fn without_values(&self) -> String {
        let said = match self.kind {
            Kind::Postgres { raised, position } => self.of_postgres(raised, position),
            Kind::MySql { number } => of_mysql(&self.code, number, self.message),
            Kind::Sqlite => of_sqlite(self.message),
        };
        said + &self.code()
    }

    /// Manual, appendix A. The detail of an error about objects names them (what depends on a
    /// table); that of one about rows holds a row.
    fn of_postgres(&self, raised: bool, position: Option<usize>) -> String {
        let class = self.code.get(..2).unwrap_or_default();
        let is_syntax = self.code == "42601";
        let names = [
            "01", "03", "08", "0A", "23", "25", "26", "27", "28", "2B", "2D", "34", "3B", "3D",
            "3F", "40",
        ];
        let more_names = ["42", "44", "53", "54", "55", "57", "58", "F0", "XX"];
        let only_names =
            (names.contains(&class) || more_names.contains(&class)) && !is_syntax && !raised;
        let mut said = match only_names {
            true => self.message.to_owned(),
            // `invalid byte sequence for encoding "UTF8": 0x…` has no quotes around the bytes.
            false if class == "22" && !self.message.contains('"') => {
                match self.message.split_once(": ") {
                    Some((what, _)) => format!("{what}: …"),
                    None => self.message.to_owned(),
                }
            }
            false if class == "22" => without_the_rest(self.message, '"'),
            false => without(&without(self.message, '"'), '\''),
        };
        if let Some(at) = position.filter(|_| is_syntax) {
            said.push_str(&format!(" at character {at}"));
        }
        let about_objects = ["0A", "2B", "3D", "3F", "42", "53", "55", "57", "58"];
        if let Some(detail) = self.detail.filter(|_| only_names && about_objects.contains(&class)) {
            said.push_str(&format!("; {detail}"));
        }
        said
    }
}

/// <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>,
/// <https://mariadb.com/kb/en/mariadb-error-code-reference/>: SQLSTATE 42S.. and most of 42000 and
/// 23000 name objects, and of the catch-all HY000 those below do.
fn of_mysql(sqlstate: &str, number: u16, message: &str) -> String {
    // Duplicate entries (1062, 1586, 1859), whose key is named behind the value.
    if matches!(number, 1062 | 1586 | 1859) {
        let key = message
            .rsplit_once("' for key ")
            .map(|(_, key)| format!(" for key {key}"))
            .unwrap_or_default();
        return format!("Duplicate entry '…'{key}");
    }
    // `Table has no partition for value 5`.
    if number == 1526 {
        return "Table has no partition for a value".to_owned();
    }
    let names = match sqlstate {
        // Syntax errors (1064, 1149) quote the statement; 1231 and 1232 the value of a variable.
        "42000" => !matches!(number, 1064 | 1149 | 1231 | 1232),
        // 1761 and 1762 tell a row.
        "23000" => !matches!(number, 1761 | 1762),
        "22001" => number == 1406,
        "22003" => number == 1264,
        "01000" => number == 1265,
        "40001" | "08S01" | "08004" | "28000" | "0A000" | "25000" | "25006" | "3D000" | "70100" => {
            true
        }
        "HY000" => {
            matches!(number, 1005..=1030 | 1114 | 1205 | 1206 | 1215 | 1223 | 1290 | 1364 | 1419 | 1442 | 1451..=1452)
                || matches!(number, 1553 | 1813 | 1822..=1834 | 1845..=1847 | 3105..=3109 | 3730..=3780 | 3819 | 3959 | 4025)
        }
        other => other.starts_with("42S"),
    };
    if names {
        return message.to_owned();
    }
    // `Incorrect integer value: 'x' for column 'a' at row 1`: the column is a name, behind the last
    // of these words.
    for words in ["' for column ", "\" for column "] {
        if let Some((head, column)) = message.rsplit_once(words) {
            let head = without(&without(&format!("{head}{}", &words[..1]), '\''), '"');
            return format!("{head}{}{column}", &words[1..]);
        }
    }
    without(&without(message, '\''), '"')
}

/// SQLite has one code for every error in a statement's text, so there the form of the message
/// decides: what it could not parse may be a part of a value.
fn of_sqlite(message: &str) -> String {
    let quotes_text = ["near \"", "unrecognized token: ", "no such column: \"", "malformed JSON"];
    match quotes_text.iter().any(|start| message.starts_with(start)) {
        true => without(message, '"'),
        false => message.to_owned(),
    }
}

/// The text without what stands between the first and the last of these quotes.
fn without(text: &str, quote: char) -> String {
    match (text.find(quote), text.rfind(quote)) {
        (Some(first), Some(last)) if first < last => {
            format!("{}{quote}…{}", &text[..first], &text[last..])
        }
        (Some(only), _) if quote == '"' => format!("{}{quote}…{quote}", &text[..only]),
        _ => text.to_owned(),
    }
}

/// The same, and without what comes behind: of the values of class 22 some are cut off before their
/// last quote.
fn without_the_rest(text: &str, quote: char) -> String {
    match text.find(quote) {
        Some(first) => format!("{}{quote}…{quote}", &text[..first]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
