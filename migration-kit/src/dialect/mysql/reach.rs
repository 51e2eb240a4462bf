//! MySQL and MariaDB: what belongs to the server, and other databases, which a name can reach
//! there.

use crate::dialect::MySql;
use crate::dialect::reach::{Reach, named};
use crate::sql::cursor::{Cursor, outside};
use crate::sql::tokens::Token;

impl Reach for MySql {
    fn statement(&self, words: Cursor<'_>) -> Option<String> {
        statement(words)
    }

    fn functions(&self) -> &'static [&'static str] {
        &["load_file", "sys_exec", "sys_eval"]
    }

    fn catalogs(&self) -> &'static [&'static str] {
        &["schemata", "user_privileges", "applicable_roles", "processlist"]
    }

    fn shared_schema(&self) -> Option<&'static str> {
        Some("mysql")
    }
}

/// Objects of the server. A schema is a database there.
const SHARED: &[&str] = &[
    "user",
    "role",
    "database",
    "schema",
    "tablespace",
    "undo",
    "server",
    "instance",
    "logfile",
    "resource",
];

/// Objects of a database, whose name can say another one.
const INSIDE: &[&str] =
    &["table", "view", "trigger", "procedure", "function", "event", "sequence", "index"];

/// Statements about the server, by their first word.
const SERVER: &[&str] = &[
    "binlog",
    "change",
    "clone",
    "flush",
    "grant",
    "install",
    "kill",
    "purge",
    "reset",
    "restart",
    "revoke",
    "shutdown",
    "stop",
    "uninstall",
    "use",
];

/// <https://dev.mysql.com/doc/refman/8.4/en/sql-statements.html>
fn statement(mut words: Cursor<'_>) -> Option<String> {
    if outside(words.rest()).any(|word| word.is_any(&["outfile", "dumpfile"])) {
        return Some("SELECT INTO a file of the server".to_owned());
    }
    if let Some(word) =
        SERVER.iter().find(|word| words.rest().first().is_some_and(|first| first.is(word)))
    {
        return named(&[word]);
    }
    for verb in ["create", "alter", "drop", "rename", "truncate"] {
        if words.eat(&[verb]) {
            return object(verb, words);
        }
    }
    if words.eat(&["load"]) {
        return named(&["load data"]);
    }
    if words.eat(&["lock", "instance"]) {
        return named(&["lock instance"]);
    }
    if words.eat(&["start"]) && !words.rest().first()?.is("transaction") {
        return named(&["start"]);
    }
    if words.eat(&["set"]) {
        let of_server = ["global", "persist", "persist_only"];
        if words.rest().first()?.is_any(&["password", "default"]) {
            return Some("SET of an account".to_owned());
        }
        return outside(words.rest())
            .any(|word| word.is_any(&of_server))
            .then(|| "SET GLOBAL".to_owned());
    }
    for verb in ["insert", "replace", "update", "delete"] {
        if words.eat(&[verb]) {
            while words.eat_any(&[
                "low_priority",
                "high_priority",
                "delayed",
                "quick",
                "ignore",
                "into",
                "from",
            ]) {}
            return tables(verb, words);
        }
    }
    None
}

fn object(verb: &str, mut words: Cursor<'_>) -> Option<String> {
    words.eat(&["or", "replace"]);
    if let Some(object) =
        SHARED.iter().find(|object| words.rest().first().is_some_and(|word| word.is(object)))
    {
        return named(&[verb, object]);
    }
    if words.rest().iter().any(|word| word.is("soname")) {
        return Some("CREATE FUNCTION from a library".to_owned());
    }
    // TRUNCATE needs no word for its object; before the others there are modifiers.
    let has_object = words.rest().iter().take(12).any(|word| word.is_any(INSIDE));
    while has_object && !words.rest().first()?.is_any(INSIDE) {
        words.next();
    }
    let of_index = words.eat(&["index"]);
    if !of_index {
        words.eat_any(INSIDE);
    }
    words.eat_if_exists();
    if of_index {
        while !words.eat(&["on"]) {
            words.next()?;
        }
    }
    loop {
        if let Some(kind) = elsewhere(verb, &mut words) {
            return Some(kind);
        }
        if !words.eat(&["to"]) && !words.eat_symbol(',') {
            break;
        }
    }
    if verb != "alter" {
        return None;
    }
    loop {
        if words.next()?.is("rename") && !words.eat_any(&["column", "index", "key", "constraint"]) {
            words.eat_any(&["to", "as"]);
            return elsewhere(verb, &mut words);
        }
    }
}

/// The tables of a statement about rows stand before SET or WHERE, behind a comma or one of a few
/// words.
fn tables(verb: &str, mut words: Cursor<'_>) -> Option<String> {
    loop {
        if let Some(kind) = elsewhere(verb, &mut words.clone()) {
            return Some(kind);
        }
        loop {
            if words.group().is_some() {
                continue;
            }
            let word = words.next()?;
            if word.is_any(&[
                "set",
                "where",
                "order",
                "limit",
                "values",
                "value",
                "select",
                "returning",
            ]) {
                return None;
            }
            if *word == Token::Symbol(',') || word.is_any(&["join", "from", "using"]) {
                break;
            }
        }
    }
}

/// Whether the name that comes next is that of another database's.
fn elsewhere(verb: &str, words: &mut Cursor<'_>) -> Option<String> {
    match words.qualified()? {
        (Some(database), name) => Some(format!("{} of {database}.{name}", verb.to_uppercase())),
        (None, _) => None,
    }
}
