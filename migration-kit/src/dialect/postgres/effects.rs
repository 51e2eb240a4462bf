//! What SET, RESET, DISCARD, DEALLOCATE and ALTER SYSTEM do, the functions that set and lock, and
//! the block of DO.

use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::effects::{Effect, Effects, calls, of_transaction};
use crate::sql::cursor::{Cursor, outside, parts};
use crate::sql::statement::text;
use crate::sql::tokens::{Token, statements};

impl Effects for Postgres {
    fn of_block(&self, words: &[Token]) -> Option<Vec<Effect>> {
        words.first().filter(|first| first.is("do"))?;
        let bodies = words.iter().filter_map(|word| match word {
            Token::Text(body) => Some(body.as_str()),
            _ => None,
        });
        Some(bodies.flat_map(|body| self.in_block(body)).collect())
    }

    fn of_call(&self, name: &str, arguments: &[Token]) -> Option<Effect> {
        let what = || format!("{name}()");
        match name {
            "set_config" => {
                let mut parts = parts(arguments);
                let setting = match parts.next()? {
                    [Token::Text(setting), ..] => setting.to_lowercase(),
                    other => text(other),
                };
                let of_transaction = matches!(parts.nth(1)?, [local, ..] if local.is("true"));
                (!of_transaction).then_some(Effect::Sets(setting))
            }
            "pg_advisory_lock"
            | "pg_try_advisory_lock"
            | "pg_advisory_lock_shared"
            | "pg_try_advisory_lock_shared" => Some(Effect::Locks(text(arguments))),
            "pg_advisory_unlock" | "pg_advisory_unlock_shared" => {
                Some(Effect::Unlocks { what: what(), key: Some(text(arguments)) })
            }
            "pg_advisory_unlock_all" => Some(Effect::Unlocks { what: what(), key: None }),
            _ => None,
        }
    }

    fn of_session(&self, words: &[Token]) -> Vec<Effect> {
        let mut words = Cursor::new(Backend::Postgres, words);
        let one = if words.eat(&["set"]) {
            set(words)
        } else if words.eat(&["reset"]) {
            setting(&mut words).map(Effect::Resets)
        } else if words.eat(&["discard", "all"]) {
            Some(Effect::Unlocks { what: "DISCARD ALL".to_owned(), key: None })
        } else if words.eat(&["deallocate"]) {
            words.eat(&["prepare"]);
            words.eat(&["all"]).then_some(Effect::ForgetsPrepared)
        } else if words.eat(&["alter"]) {
            alter(words)
        } else {
            None
        };
        one.into_iter().collect()
    }

    fn ends(&self) -> &'static [&'static str] {
        &["commit", "rollback", "end", "abort"]
    }

    fn beside_transaction(&self, mut words: Cursor<'_>) -> Option<Effect> {
        words
            .eat(&["prepare", "transaction"])
            .then(|| Effect::Ends("PREPARE TRANSACTION".to_owned()))
    }
}

impl Postgres {
    /// In a block BEGIN and END are no transactions, COMMIT and ROLLBACK are.
    fn in_block(&self, body: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        for words in statements(Backend::Postgres, body) {
            let opens = |word: &Token| word.is_any(&["begin", "then", "else", "loop"]);
            let start = words.iter().rposition(opens).map_or(0, |at| at + 1);
            effects.extend(calls(Backend::Postgres, &words));
            effects.extend(self.of_session(&words[start..]));
            if words[start..].first().is_some_and(|first| first.is_any(&["commit", "rollback"])) {
                effects.extend(of_transaction(Backend::Postgres, &words[start..]));
            }
        }
        effects
    }
}

/// SET LOCAL, SET TRANSACTION and SET CONSTRAINTS end with the transaction.
fn set(mut words: Cursor<'_>) -> Option<Effect> {
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

/// The name of a setting, some of which have several.
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
