//! What a statement changes in the model. What is no change of a table, a view or an index is passed over.

use sea_orm::DbBackend;

use super::define;
use super::model::{Index, Model, Table};
use crate::sql::cursor::{Cursor, parts};
use crate::sql::tokens::Token;

impl Model {
    /// Follows the statements of a text.
    pub(super) fn follow(&mut self, statements: &[Vec<Token>]) {
        for statement in statements {
            let mut words = Cursor::new(self.backend, statement);
            let understood = if words.eat(&["create"]) {
                self.create(words)
            } else if words.eat(&["alter"]) {
                self.alter(words)
            } else if words.eat(&["drop"]) {
                self.drop(words)
            } else if words.eat_any(&["rename"]) {
                self.rename(words)
            } else if words.eat_any(&["do", "call", "execute"]) {
                None
            } else {
                Some(())
            };
            self.unsure |= understood.is_none();
        }
    }

    fn create(&mut self, mut words: Cursor<'_>) -> Option<()> {
        let (mut is_temporary, mut is_replaced) = (false, false);
        loop {
            let word = words.next()?;
            if word.is_any(&["temporary", "temp"]) {
                is_temporary = true;
            } else if word.is("replace") {
                is_replaced = true;
            } else if word.is("table") && !is_temporary {
                return self.create_table(words, is_replaced);
            } else if word.is("view") {
                let name = self.key(words.qualified()?);
                self.insert(name, Table { is_view: true, has_more: true, ..Table::default() });
                return Some(());
            } else if word.is("index") {
                return self.create_index(words);
            } else if !word.is_any(&["or", "global", "local", "unlogged", "unique", "fulltext", "spatial"]) {
                return Some(());
            }
        }
    }

    fn create_table(&mut self, mut words: Cursor<'_>, is_replaced: bool) -> Option<()> {
        words.eat_if_exists();
        let (schema, name) = words.qualified()?;
        let key = self.key((schema, name.clone()));
        if self.has(&key) && !is_replaced {
            return Some(());
        }
        let mut table = Table::default();
        let mysql = self.backend == DbBackend::MySql;
        let elements: Vec<Cursor<'_>> = words
            .group()
            .map(|group| parts(group).map(|part| Cursor::new(self.backend, part)).collect())
            .unwrap_or_default();
        if mysql && words.eat(&["like"]) {
            let like = self.key(words.qualified()?);
            table = self.copy(&like).unwrap_or(Table { has_more: true, ..table });
        }
        table.has_more |= define::takes_columns(&words);
        // MySQL looks at the keys first: one of them may serve a foreign key.
        let is_foreign =
            |words: &&Cursor<'_>| words.rest().iter().take(3).any(|word| word.is("foreign")) && mysql;
        let understood = elements
            .iter()
            .filter(|words| !is_foreign(words))
            .chain(elements.iter().filter(is_foreign))
            .try_for_each(|words| define::element(&name, &mut table, words.clone()));
        self.insert(key, table);
        understood
    }

    fn create_index(&mut self, mut words: Cursor<'_>) -> Option<()> {
        words.eat(&["concurrently"]);
        words.eat_if_exists();
        let named = if words.rest().first()?.is("on") { None } else { Some(words.folded()?) };
        while !words.eat(&["on"]) {
            words.next()?;
        }
        words.eat(&["only"]);
        let (schema, name) = words.qualified()?;
        while words.rest().first()? != &Token::Symbol('(') {
            words.next()?;
        }
        let columns = crate::sql::index_columns(self.backend, words.group()?);
        let key = self.key((schema, name.clone()));
        let table = self.table(&key)?;
        let name = match named {
            Some(name) => name,
            // PostgreSQL makes up words for expressions.
            None if columns.iter().any(String::is_empty) => return None,
            None => table.made_up_name(&name, &columns, "idx"),
        };
        table.add_index(Index { name, columns, implied: false });
        Some(())
    }

    fn drop(&mut self, mut words: Cursor<'_>) -> Option<()> {
        if words.eat_any(&["table", "view"]) {
            words.eat_if_exists();
            loop {
                let key = self.key(words.qualified()?);
                self.remove(&key);
                if !words.eat_symbol(',') {
                    return Some(());
                }
            }
        }
        if words.eat(&["index"]) {
            words.eat(&["concurrently"]);
            words.eat_if_exists();
            loop {
                let index = words.qualified()?;
                if words.eat(&["on"]) {
                    let key = self.key(words.qualified()?);
                    self.table(&key)?.drop_index(&index.1.to_lowercase());
                } else {
                    self.table_of_index(&index).into_iter().for_each(|table| table.drop_index(&index.1));
                }
                if !words.eat_symbol(',') {
                    return Some(());
                }
            }
        }
        if words.eat(&["schema", "public"]) {
            self.clear();
            return Some(());
        }
        // What else goes with a type or a schema is not known here.
        if words.rest().iter().any(|word| word.is("cascade")) { None } else { Some(()) }
    }

    /// MySQL's RENAME TABLE.
    fn rename(&mut self, mut words: Cursor<'_>) -> Option<()> {
        if !words.eat_any(&["table", "tables"]) {
            return Some(());
        }
        words.eat_if_exists();
        loop {
            let from = self.key(words.qualified()?);
            while !words.eat(&["to"]) {
                words.next()?;
            }
            let to = self.key(words.qualified()?);
            if let Some(table) = self.remove(&from) {
                self.insert(to, table);
            }
            if !words.eat_symbol(',') {
                return Some(());
            }
        }
    }
}
