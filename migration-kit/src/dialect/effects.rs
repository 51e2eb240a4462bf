//! What a statement does besides changing tables and rows: to the settings of its session and its
//! server, to locks that have a name, and to its transaction. In go the words of a statement, out
//! come its effects in their order.
//!
//! A block is looked into where it is a text of the statement. SQL that it puts together at run
//! time is not, and neither is what a routine does.

use crate::Backend;
use crate::sql::cursor::Cursor;
use crate::sql::statement::text;
use crate::sql::tokens::Token;

pub(crate) trait Effects {
    /// The effects of a block; nothing for another statement.
    fn of_block(&self, _: &[Token]) -> Option<Vec<Effect>> {
        None
    }

    /// What a function does that is called by that name, in lower case.
    fn of_call(&self, name: &str, arguments: &[Token]) -> Option<Effect>;

    /// What a statement does to settings of the session or the server, and to all locks.
    fn of_session(&self, words: &[Token]) -> Vec<Effect>;

    /// The words that end a transaction.
    fn ends(&self) -> &'static [&'static str];

    /// What else a statement does to the transaction or to tables in it.
    fn beside_transaction(&self, _: Cursor<'_>) -> Option<Effect> {
        None
    }
}

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
    let dialect = of(backend);
    if let Some(effects) = dialect.of_block(words) {
        return effects;
    }
    let mut effects = calls(backend, words);
    effects.extend(dialect.of_session(words));
    effects.extend(of_transaction(backend, words));
    effects
}

/// What the functions do that are called. Where a function is defined, or somebody gets rights to
/// it, nobody calls it.
pub(super) fn calls(backend: Backend, words: &[Token]) -> Vec<Effect> {
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
        of(backend).of_call(&name.to_lowercase(), group)
    };
    words.iter().enumerate().filter_map(call).collect()
}

/// What begins and ends a transaction. Savepoints do neither.
pub(super) fn of_transaction(backend: Backend, words: &[Token]) -> Option<Effect> {
    let dialect = of(backend);
    let mut rest = Cursor::new(backend, words);
    if let Some(effect) = dialect.beside_transaction(rest.clone()) {
        return Some(effect);
    }
    let first = rest.next()?;
    let said = |count: usize| text(&words[..count.min(words.len())]).to_uppercase();
    let begins = first.is("begin") || (first.is("start") && rest.rest().first()?.is("transaction"));
    // BEGIN NOT ATOMIC is a block of MariaDB's.
    if begins && !rest.rest().first().is_some_and(|next| next.is("not")) {
        return Some(Effect::Begins(said(if first.is("start") { 2 } else { 1 })));
    }
    let ends = first.is_any(dialect.ends());
    rest.eat_any(&["work", "transaction"]);
    let goes_on = rest.rest().first().is_some_and(|next| next.is("to") || next.is("prepared"));
    (ends && !goes_on).then(|| Effect::Ends(said(1)))
}

super::of!(Effects);

#[cfg(test)]
mod tests;
