//! What ALTER TABLE and ALTER INDEX change in the model.

use sea_orm::DbBackend;

use super::define;
use super::model::{Model, Place, Table};
use crate::sql::cursor::{Cursor, parts};

impl Model {
    pub(super) fn alter(&mut self, mut words: Cursor<'_>) -> Option<()> {
        if words.eat(&["index"]) {
            words.eat_if_exists();
            let from = words.qualified()?;
            if words.eat(&["rename", "to"]) {
                let to = words.folded()?;
                self.table_of_index(&from)?.rename_index(&from.1, &to);
            }
            return Some(());
        }
        words.eat_any(&["online", "ignore"]);
        if !words.eat(&["table"]) {
            return Some(());
        }
        words.eat_if_exists();
        words.eat(&["only"]);
        let (schema, mut name) = words.qualified()?;
        words.eat_symbol('*');
        let key = self.key((schema.clone(), name.clone()));
        let mut table = self.remove(&key)?;
        let mut place = (schema, name.clone());
        let understood = parts(words.rest()).try_for_each(|part| {
            let words = Cursor::new(self.backend, part);
            if let Some(moved) = moved(&place, words.clone()) {
                place = moved;
                name.clone_from(&place.1);
                return Some(());
            }
            action(&name, &mut table, words)
        });
        self.insert(self.key(place), table);
        understood
    }
}

/// The place of the table after RENAME TO or SET SCHEMA; nothing for another action.
fn moved((schema, name): &Place, mut words: Cursor<'_>) -> Option<Place> {
    if words.eat(&["set", "schema"]) {
        return Some((Some(words.name()?), name.clone()));
    }
    if !words.eat(&["rename"]) || words.rest().first()?.is_any(&["column", "constraint", "index", "key"]) {
        return None;
    }
    if !words.eat_any(&["to", "as"]) {
        // PostgreSQL's RENAME a TO b is about a column; MySQL's RENAME b is not.
        let is_column = words.rest().get(1).is_some_and(|word| word.is("to"));
        words.eat_symbol('=');
        if is_column {
            return None;
        }
    }
    let (other, name) = words.qualified()?;
    Some((other.or_else(|| schema.clone()), name))
}

fn action(name: &str, table: &mut Table, mut words: Cursor<'_>) -> Option<()> {
    let backend = words.backend();
    if words.eat(&["add"]) {
        let is_column = words.eat(&["column"]);
        words.eat_if_exists();
        let group = words.clone().group().filter(|_| backend == DbBackend::MySql);
        return match group {
            Some(group) => {
                parts(group).try_for_each(|part| define::element(name, table, Cursor::new(backend, part)))
            }
            None if is_column => define::column(name, table, words),
            None => define::element(name, table, words),
        };
    }
    if words.eat(&["drop"]) {
        return drop(table, words);
    }
    if words.eat(&["rename"]) {
        let of_index = words.eat_any(&["constraint", "index", "key"]);
        words.eat(&["column"]);
        words.eat_if_exists();
        let from = words.folded()?;
        let to = words.eat(&["to"]).then(|| words.folded())??;
        if of_index {
            table.rename_index(&from, &to);
        } else {
            table.rename_column(&from, &to);
        }
        return Some(());
    }
    let is_change = words.eat(&["change"]);
    if backend == DbBackend::MySql && (is_change || words.eat(&["modify"])) {
        words.eat(&["column"]);
        words.eat_if_exists();
        let from = words.folded()?;
        let column = if is_change { words.folded()? } else { from.clone() };
        table.rename_column(&from, &column);
        return define::column_key(name, table, column, &words);
    }
    Some(())
}

fn drop(table: &mut Table, mut words: Cursor<'_>) -> Option<()> {
    let backend = words.backend();
    let is_mysql = backend == DbBackend::MySql;
    if is_mysql && words.eat(&["primary", "key"]) {
        table.drop_index("primary");
        return Some(());
    }
    if is_mysql && (words.eat(&["foreign", "key"]) || words.eat_any(&["check", "partition", "period"])) {
        return Some(());
    }
    let of_index = words.eat(&["constraint"]) || (is_mysql && words.eat_any(&["index", "key"]));
    words.eat(&["column"]);
    words.eat_if_exists();
    let name = words.folded()?;
    if of_index {
        table.drop_index(&name);
    } else {
        table.drop_column(backend, &name);
    }
    Some(())
}
