//! What PRAGMA does.

use crate::Backend;
use crate::dialect::Sqlite;
use crate::dialect::effects::{Effect, Effects};
use crate::sql::cursor::Cursor;
use crate::sql::tokens::Token;

impl Effects for Sqlite {
    fn of_call(&self, _: &str, _: &[Token]) -> Option<Effect> {
        None
    }

    fn of_session(&self, words: &[Token]) -> Vec<Effect> {
        let mut words = Cursor::new(Backend::Sqlite, words);
        let effect = if words.eat(&["pragma"]) { pragma(words) } else { None };
        effect.into_iter().collect()
    }

    fn ends(&self) -> &'static [&'static str] {
        &["commit", "rollback", "end"]
    }
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
