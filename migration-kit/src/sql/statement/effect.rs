//! What a statement does besides changing tables and rows: to the settings of its session and its
//! server, to locks that have a name, and to its transaction. In go the words of a statement, out
//! come its effects in their order.
//!
//! The block of PostgreSQL's DO is looked into, SQL that it puts together at run time is not, and
//! neither is what a routine does.

use super::text;
use crate::Backend;
use crate::sql::cursor::{Cursor, outside, parts};
use crate::sql::tokens::{Token, statements};

/// One thing that it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// A setting of the session gets a value that lasts longer than the transaction. The names are
    /// in lower case; `role`, `session_authorization` and `search_path` are among them however they
    /// are written.
    Sets(String),
    /// A setting is again what it was when the session began; `all` stands for each, though not for
    /// roles.
    Resets(String),
    /// MySQL's USE.
    Uses(String),
    /// A setting of the server, a database or a role.
    SetsServer(String),
    /// An advisory or user-level lock is taken, whose key is this text.
    Locks(String),
    /// It is given back; without a key every one is.
    Unlocks { what: String, key: Option<String> },
    /// DEALLOCATE ALL.
    ForgetsPrepared,
    /// A transaction begins by that statement, or by the end of `autocommit`.
    Begins(String),
    /// A transaction ends by that statement.
    Ends(String),
    /// MySQL's LOCK TABLES.
    LocksTables,
}

/// The effects of a statement.
pub(crate) fn effects(backend: Backend, words: &[Token]) -> Vec<Effect> {
    if backend == Backend::Postgres && words.first().is_some_and(|first| first.is("do")) {
        let bodies = words.iter().filter_map(|word| match word {
            Token::Text(body) => Some(body.as_str()),
            _ => None,
        });
        return bodies.flat_map(in_block).collect();
    }
    let mut effects = calls(backend, words);
    effects.extend(of_session(backend, words));
    effects.extend(of_transaction(backend, words));
    effects
}

/// In a block BEGIN and END are no transactions, COMMIT and ROLLBACK are.
fn in_block(body: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for words in statements(Backend::Postgres, body) {
        let opens = |word: &Token| word.is_any(&["begin", "then", "else", "loop"]);
        let start = words.iter().rposition(opens).map_or(0, |at| at + 1);
        effects.extend(calls(Backend::Postgres, &words));
        effects.extend(of_session(Backend::Postgres, &words[start..]));
        if words[start..].first().is_some_and(|first| first.is_any(&["commit", "rollback"])) {
            effects.extend(of_transaction(Backend::Postgres, &words[start..]));
        }
    }
    effects
}

/// What the functions do that are called. Where a function is defined, or somebody gets rights to
/// it, nobody calls it.
fn calls(backend: Backend, words: &[Token]) -> Vec<Effect> {
    let names = ["create", "alter", "drop", "grant", "revoke", "comment"];
    if words.first().is_some_and(|first| first.is_any(&names)) {
        return Vec::new();
    }
    let call = |(at, word): (usize, &Token)| {
        let (Token::Word(name) | Token::Name(name)) = word else { return None };
        // A table may have that name, too.
        if at.checked_sub(1).is_some_and(|before| words[before].is("into")) {
            return None;
        }
        let group = Cursor::new(backend, &words[at + 1..]).group()?;
        called(backend, &name.to_lowercase(), group)
    };
    words.iter().enumerate().filter_map(call).collect()
}

fn called(backend: Backend, name: &str, group: &[Token]) -> Option<Effect> {
    let what = || format!("{name}()");
    match (backend, name) {
        (Backend::Postgres, "set_config") => {
            let mut parts = parts(group);
            let setting = match parts.next()? {
                [Token::Text(setting), ..] => setting.to_lowercase(),
                other => text(other),
            };
            let of_transaction = matches!(parts.nth(1)?, [local, ..] if local.is("true"));
            (!of_transaction).then_some(Effect::Sets(setting))
        }
        (
            Backend::Postgres,
            "pg_advisory_lock"
            | "pg_try_advisory_lock"
            | "pg_advisory_lock_shared"
            | "pg_try_advisory_lock_shared",
        ) => Some(Effect::Locks(text(group))),
        (Backend::Postgres, "pg_advisory_unlock" | "pg_advisory_unlock_shared")
        | (Backend::MySql, "release_lock") => {
            Some(Effect::Unlocks { what: what(), key: Some(text(group)) })
        }
        (Backend::MySql, "get_lock") => Some(Effect::Locks(text(parts(group).next()?))),
        (Backend::Postgres, "pg_advisory_unlock_all") | (Backend::MySql, "release_all_locks") => {
            Some(Effect::Unlocks { what: what(), key: None })
        }
        _ => None,
    }
}

/// What SET, RESET, USE, PRAGMA, ALTER SYSTEM and DISCARD do.
fn of_session(backend: Backend, words: &[Token]) -> Vec<Effect> {
    let mut words = Cursor::new(backend, words);
    let one = match backend {
        Backend::Postgres if words.eat(&["set"]) => set_postgres(words),
        Backend::Postgres if words.eat(&["reset"]) => setting(&mut words).map(Effect::Resets),
        Backend::Postgres if words.eat(&["discard", "all"]) => {
            Some(Effect::Unlocks { what: "DISCARD ALL".to_owned(), key: None })
        }
        Backend::Postgres if words.eat(&["deallocate"]) => {
            words.eat(&["prepare"]);
            words.eat(&["all"]).then_some(Effect::ForgetsPrepared)
        }
        Backend::Postgres if words.eat(&["alter"]) => alter(words),
        Backend::MySql if words.eat(&["set"]) => return set_mysql(words),
        Backend::MySql if words.eat(&["use"]) => words.name().map(Effect::Uses),
        Backend::MySql if words.eat(&["reset", "persist"]) => {
            Some(Effect::SetsServer(text(words.rest()).to_lowercase()))
        }
        Backend::Sqlite if words.eat(&["pragma"]) => pragma(words),
        Backend::Sqlite | Backend::Postgres | Backend::MySql => None,
    };
    one.into_iter().collect()
}

/// SET LOCAL, SET TRANSACTION and SET CONSTRAINTS end with the transaction.
fn set_postgres(mut words: Cursor<'_>) -> Option<Effect> {
    let is_local = words.eat(&["local"]);
    let of_session = |word: &Token| word.is_any(&["authorization", "characteristics"]);
    if !words.rest().get(1).is_some_and(of_session) {
        words.eat(&["session"]);
    }
    if is_local || words.rest().first()?.is_any(&["transaction", "constraints"]) {
        return None;
    }
    let name = setting(&mut words)?;
    if !words.eat_symbol('=') {
        words.eat(&["to"]);
    }
    let is_default = match (words.rest().first()?, name.as_str()) {
        (Token::Text(value), "role") => value.eq_ignore_ascii_case("none"),
        (word, "role") => word.is_any(&["none", "default"]),
        (word, "timezone") => word.is_any(&["local", "default"]),
        (word, _) => word.is("default"),
    };
    Some(if is_default { Effect::Resets(name) } else { Effect::Sets(name) })
}

/// The name of a setting on PostgreSQL, some of which have several.
fn setting(words: &mut Cursor<'_>) -> Option<String> {
    let several: [(&[&str], &str); 7] = [
        (&["session", "authorization"], "session_authorization"),
        (&["session", "characteristics"], "default_transaction_isolation"),
        (&["time", "zone"], "timezone"),
        (&["schema"], "search_path"),
        (&["names"], "client_encoding"),
        (&["xml", "option"], "xmloption"),
        (&["seed"], "seed"),
    ];
    if let Some((_, name)) = several.iter().find(|(keywords, _)| words.eat(keywords)) {
        return Some((*name).to_owned());
    }
    let (of, name) = words.qualified()?;
    Some(of.map_or_else(|| name.to_lowercase(), |of| format!("{of}.{name}").to_lowercase()))
}

/// ALTER SYSTEM, and SET and RESET of a database or a role.
fn alter(words: Cursor<'_>) -> Option<Effect> {
    let what = ["system", "database", "role", "user"];
    let words: Vec<Token> = outside(words.rest()).cloned().collect();
    words.first().filter(|first| first.is_any(&what))?;
    let at = words.iter().position(|word| word.is_any(&["set", "reset"]))?;
    let name = setting(&mut Cursor::new(Backend::Postgres, &words[at + 1..]))?;
    // Where a database stands is none of its settings.
    (name != "tablespace").then_some(Effect::SetsServer(name))
}

/// MySQL sets several in one statement, and the last scope that was named holds for those that
/// follow.
fn set_mysql(mut words: Cursor<'_>) -> Vec<Effect> {
    if words.eat(&["role"]) {
        let back = words.rest().first().is_some_and(|word| word.is_any(&["none", "default"]));
        let role = "role".to_owned();
        return vec![if back { Effect::Resets(role) } else { Effect::Sets(role) }];
    }
    if words.eat(&["default", "role"]) {
        return vec![Effect::SetsServer("default role".to_owned())];
    }
    if words.eat(&["names"]) || words.eat(&["character", "set"]) || words.eat(&["charset"]) {
        return vec![Effect::Sets("names".to_owned())];
    }
    // Those of the next transaction, of one statement and of an account.
    let others = ["transaction", "statement", "password", "resource"];
    if words.rest().first().is_some_and(|word| word.is_any(&others)) {
        return Vec::new();
    }
    let mut of_server = false;
    parts(words.rest()).filter_map(|part| assignment(part, &mut of_server)).collect()
}

fn assignment(part: &[Token], of_server: &mut bool) -> Option<Effect> {
    const SERVER: [&str; 3] = ["global", "persist", "persist_only"];
    let mut words = Cursor::new(Backend::MySql, part);
    let mut is_server = *of_server;
    if words.eat_symbol('@') {
        // A variable of the user's has one.
        if !words.eat_symbol('@') {
            return None;
        }
        let scope = words.clone();
        let word = words.next()?;
        is_server = words.eat_symbol('.') && word.is_any(&SERVER);
        if !is_server && !word.is_any(&["session", "local"]) {
            words = scope;
        }
    } else if words.eat_any(&SERVER) {
        (*of_server, is_server) = (true, true);
    } else if words.eat_any(&["session", "local"]) {
        (*of_server, is_server) = (false, false);
    }
    let (of, name) = words.qualified()?;
    let name = of.map_or_else(|| name.to_lowercase(), |of| format!("{of}.{name}").to_lowercase());
    words.eat_symbol(':');
    words.eat_symbol('=');
    let value = words.rest().first();
    Some(match name.as_str() {
        _ if is_server => Effect::SetsServer(name),
        "autocommit" if value.is_some_and(|value| value.is_any(&["0", "off", "false"])) => {
            Effect::Begins("SET autocommit = 0".to_owned())
        }
        "autocommit" => Effect::Ends("SET autocommit = 1".to_owned()),
        _ if value.is_some_and(|value| value.is("default")) => Effect::Resets(name),
        _ => Effect::Sets(name),
    })
}

/// A PRAGMA of the connection that gets a value. What is kept in the file is none, and others take
/// an argument without setting anything (<https://www.sqlite.org/pragma.html>).
fn pragma(mut words: Cursor<'_>) -> Option<Effect> {
    const OTHERS: [&str; 24] = [
        "application_id",
        "auto_vacuum",
        "default_cache_size",
        "encoding",
        "foreign_key_check",
        "foreign_key_list",
        "incremental_vacuum",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "journal_mode",
        "journal_size_limit",
        "max_page_count",
        "optimize",
        "page_size",
        "quick_check",
        "schema_version",
        "shrink_memory",
        "table_info",
        "table_list",
        "table_xinfo",
        "user_version",
        "wal_checkpoint",
    ];
    let name = words.qualified()?.1.to_lowercase();
    let sets = words.rest().first().is_some_and(|word| matches!(word, Token::Symbol('=' | '(')));
    (sets && !OTHERS.contains(&name.as_str())).then_some(Effect::Sets(name))
}

/// What begins and ends a transaction. Savepoints do neither.
fn of_transaction(backend: Backend, words: &[Token]) -> Option<Effect> {
    let mysql = backend == Backend::MySql;
    let mut rest = Cursor::new(backend, words);
    let first = rest.next()?;
    let said = |count: usize| text(&words[..count.min(words.len())]).to_uppercase();
    let begins = first.is("begin") || (first.is("start") && rest.rest().first()?.is("transaction"));
    // BEGIN NOT ATOMIC is a block of MariaDB's.
    if begins && !rest.rest().first().is_some_and(|next| next.is("not")) {
        return Some(Effect::Begins(said(if first.is("start") { 2 } else { 1 })));
    }
    if first.is("lock") && mysql {
        return rest.rest().first()?.is_any(&["table", "tables"]).then_some(Effect::LocksTables);
    }
    let prepares = first.is("prepare") && backend == Backend::Postgres;
    if prepares && rest.eat(&["transaction"]) {
        return Some(Effect::Ends("PREPARE TRANSACTION".to_owned()));
    }
    let ends = match first {
        _ if first.is("end") => !mysql,
        _ if first.is("abort") => backend == Backend::Postgres,
        _ => first.is_any(&["commit", "rollback"]),
    };
    rest.eat_any(&["work", "transaction"]);
    let goes_on = rest.rest().first().is_some_and(|next| next.is("to") || next.is("prepared"));
    (ends && !goes_on).then(|| Effect::Ends(said(1)))
}

#[cfg(test)]
mod tests;
