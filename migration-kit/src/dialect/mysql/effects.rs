//! What SET, USE, RESET PERSIST and LOCK TABLES do, and the functions that lock.

use crate::Backend;
use crate::dialect::MySql;
use crate::dialect::effects::{Effect, Effects};
use crate::sql::cursor::{Cursor, parts};
use crate::sql::statement::text;
use crate::sql::tokens::Token;

impl Effects for MySql {
    fn of_call(&self, name: &str, arguments: &[Token]) -> Option<Effect> {
        let what = || format!("{name}()");
        match name {
            "get_lock" => Some(Effect::Locks(text(parts(arguments).next()?))),
            "release_lock" => Some(Effect::Unlocks { what: what(), key: Some(text(arguments)) }),
            "release_all_locks" => Some(Effect::Unlocks { what: what(), key: None }),
            _ => None,
        }
    }

    fn of_session(&self, words: &[Token]) -> Vec<Effect> {
        let mut words = Cursor::new(Backend::MySql, words);
        let one = if words.eat(&["set"]) {
            return set(words);
        } else if words.eat(&["use"]) {
            words.name().map(Effect::Uses)
        } else if words.eat(&["reset", "persist"]) {
            Some(Effect::SetsServer(text(words.rest()).to_lowercase()))
        } else {
            None
        };
        one.into_iter().collect()
    }

    fn ends(&self) -> &'static [&'static str] {
        &["commit", "rollback"]
    }

    fn beside_transaction(&self, mut words: Cursor<'_>) -> Option<Effect> {
        (words.eat(&["lock"]) && words.eat_any(&["table", "tables"])).then_some(Effect::LocksTables)
    }
}

/// Several are set in one statement, and the last scope that was named holds for those that
/// follow.
fn set(mut words: Cursor<'_>) -> Vec<Effect> {
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
