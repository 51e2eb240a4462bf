//! The values that a column may have, wherever its backend keeps them.

use super::Ground;
use crate::Backend;
use crate::dialect::enums::{self, Kept};
use crate::sql::cursor::{Cursor, parts};
use crate::sql::statement::ConstraintKind;
use crate::sql::tokens::{Token, statements};

/// The values of a column's enum.
pub(crate) fn values(
    backend: Backend,
    ground: &Ground,
    table: &str,
    column: &str,
) -> Option<Vec<String>> {
    let of = ground.table(table)?;
    let known = of.column(column)?;
    match enums::of(backend).kept() {
        Kept::OwnType => ground.values(&known.ty).map(<[String]>::to_vec),
        Kept::ColumnType => {
            let words = statements(backend, &known.ty).into_iter().next()?;
            let mut words = Cursor::new(backend, &words);
            if words.eat(&["enum"]) { words.group().map(texts) } else { None }
        }
        Kept::Check => of.constraints.iter().find_map(|constraint| match &constraint.kind {
            ConstraintKind::Check(condition) => listed(backend, condition.words(), column),
            _ => None,
        }),
    }
}

/// The values of `column IN (…)`.
fn listed(backend: Backend, words: &[Token], column: &str) -> Option<Vec<String>> {
    let mut words = Cursor::new(backend, words);
    let inside = words.group();
    let mut words = inside.map_or(words, |inside| Cursor::new(backend, inside));
    if words.name()? != column || !words.eat(&["in"]) {
        return None;
    }
    words.group().map(texts)
}

fn texts(group: &[Token]) -> Vec<String> {
    parts(group)
        .filter_map(|part| match part {
            [Token::Text(value)] => Some(value.clone()),
            _ => None,
        })
        .collect()
}
