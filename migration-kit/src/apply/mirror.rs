//! Which statements of `down` reverse those of `up` that have run. In go both ways of a migration
//! that is data and how many statements of `up` are known to have run, out comes the part of `down`
//! that reverses exactly these, or nothing.
//!
//! Nothing is guessed: the two have to be each other's mirror, statement by statement.

use crate::Backend;
use crate::sql::tokens::{Token, statements};

/// What one statement does to one object.
#[derive(Debug, PartialEq, Eq)]
enum Effect {
    Makes(&'static str, Vec<String>),
    Takes(&'static str, Vec<String>),
    /// A column or a table gets another name.
    Renames(Vec<String>, String, String),
    /// A column gets another definition, and back.
    Modifies(Vec<String>),
}

impl Effect {
    fn is_reversed_by(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Makes(kind, object), Self::Takes(other, gone))
            | (Self::Takes(kind, object), Self::Makes(other, gone)) => {
                kind == other && object == gone
            }
            (Self::Renames(of, from, to), Self::Renames(other, back, again)) => {
                of == other && from == again && to == back
            }
            (Self::Modifies(one), Self::Modifies(other)) => one == other,
            _ => false,
        }
    }
}

/// With which statement of `down` the way back begins, if the first `done` statements of `up` have
/// run.
pub(super) fn start(
    backend: Backend,
    up: &[String],
    down: &[String],
    done: usize,
) -> Option<usize> {
    if done == 0 {
        return Some(down.len());
    }
    let is_mirror = up.len() == down.len()
        && up.iter().zip(down.iter().rev()).all(|(up, down)| {
            matches!((effect(backend, up), effect(backend, down)), (Some(up), Some(down)) if up.is_reversed_by(&down))
        });
    is_mirror.then(|| down.len() - done.min(down.len()))
}

/// What a text does that is one statement and changes one object.
fn effect(backend: Backend, sql: &str) -> Option<Effect> {
    let all = statements(backend, sql);
    let [statement] = all.as_slice() else { return None };
    let mut words = Words(statement.iter().filter(|token| !token.is_any(&NOISE)).collect());
    match words.next()?.as_str() {
        "create" => match words.next()?.as_str() {
            "table" => Some(Effect::Makes("table", vec![words.next()?])),
            "index" => index(&mut words).map(|object| Effect::Makes("index", object)),
            _ => None,
        },
        "drop" => match words.next()?.as_str() {
            "table" => Some(Effect::Takes("table", vec![words.next()?])),
            "index" => index(&mut words).map(|object| Effect::Takes("index", object)),
            _ => None,
        },
        "alter" if words.next()? == "table" => alter(words),
        _ => None,
    }
}

/// What says nothing of the object.
const NOISE: [&str; 8] =
    ["if", "not", "exists", "unique", "fulltext", "spatial", "column", "online"];

/// `I ON T`.
fn index(words: &mut Words<'_>) -> Option<Vec<String>> {
    let index = words.next()?;
    (words.next()? == "on").then_some(())?;
    Some(vec![words.next()?, index])
}

fn alter(mut words: Words<'_>) -> Option<Effect> {
    let table = words.next()?;
    // A second change of the same statement has a comma before it; how it is to be done has one,
    // too.
    let others = ["add", "drop", "modify", "change", "rename"];
    let commas =
        words.0.windows(2).filter(|pair| *pair[0] == Token::Symbol(',') && pair[1].is_any(&others));
    if commas.count() > 0 {
        return None;
    }
    match words.next()?.as_str() {
        "add" => match words.next()?.as_str() {
            "constraint" | "index" | "key" => {
                Some(Effect::Makes("constraint", vec![table, words.next()?]))
            }
            "foreign" | "primary" | "check" | "unique" | "(" => None,
            column => Some(Effect::Makes("column", vec![table, column.to_owned()])),
        },
        "drop" => match words.next()?.as_str() {
            "foreign" => {
                words.next()?;
                Some(Effect::Takes("constraint", vec![table, words.next()?]))
            }
            "constraint" | "index" | "key" | "check" => {
                Some(Effect::Takes("constraint", vec![table, words.next()?]))
            }
            "primary" => None,
            column => Some(Effect::Takes("column", vec![table, column.to_owned()])),
        },
        "rename" => {
            let from = words.next()?;
            (words.next()? == "to").then_some(())?;
            Some(Effect::Renames(vec![table], from, words.next()?))
        }
        "modify" => Some(Effect::Modifies(vec![table, words.next()?])),
        _ => None,
    }
}

/// The rest of a statement, word by word; names keep their case, and keywords lose it.
struct Words<'t>(Vec<&'t Token>);

impl Words<'_> {
    fn next(&mut self) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        match self.0.remove(0) {
            Token::Word(word) => Some(word.to_lowercase()),
            Token::Name(name) => Some(name.clone()),
            Token::Symbol(symbol) => Some(symbol.to_string()),
            Token::Text(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(up: &[&str], down: &[&str], done: usize, expected: Option<usize>) {
        let owned = |all: &[&str]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            start(Backend::MySql, &owned(up), &owned(down), done),
            expected,
            "{up:?} {down:?}"
        );
    }

    #[test]
    fn a_mirror_is_walked_back_from_where_it_ended() {
        let up = [
            "CREATE TABLE `a` (`id` int)",
            "ALTER TABLE `a` ADD COLUMN `c` int, ALGORITHM=INSTANT",
            "CREATE UNIQUE INDEX `i` ON `a` (`c`)",
            "ALTER TABLE `a` RENAME COLUMN `c` TO `d`",
            "ALTER TABLE `a` ADD CONSTRAINT `k` FOREIGN KEY (`d`) REFERENCES `a` (`id`)",
        ];
        let down = [
            "ALTER TABLE `a` DROP FOREIGN KEY `k`",
            "ALTER TABLE `a` RENAME COLUMN `d` TO `c`",
            "DROP INDEX `i` ON `a`",
            "ALTER TABLE `a` DROP COLUMN `c`",
            "DROP TABLE `a`",
        ];
        for done in 0..=5 {
            check(&up, &down, done, Some(5 - done));
        }
    }

    #[test]
    fn anything_else_is_not_guessed() {
        let column = "ALTER TABLE `a` ADD COLUMN `c` int";
        check(&[column], &["ALTER TABLE `a` DROP COLUMN `other`"], 1, None);
        check(
            &[column, "UPDATE a SET c = 1"],
            &["UPDATE a SET c = 0", "ALTER TABLE `a` DROP COLUMN `c`"],
            1,
            None,
        );
        check(&[column], &["DROP TABLE `b`", "ALTER TABLE `a` DROP COLUMN `c`"], 1, None);
        check(&["ALTER TABLE a ADD c int, ADD d int"], &["ALTER TABLE a DROP c, DROP d"], 1, None);
        check(&[column], &["DROP TABLE `b`"], 0, Some(1));
    }
}
