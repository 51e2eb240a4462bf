//! A column that is padded with spaces.

use crate::lint::{Hit, Level, Rule, SERVERS, Subject};
use crate::sql::types;

pub(super) const RULE: Rule = Rule {
    name: "char-n",
    level: Level::Note,
    backends: SERVERS,
    about: "A column is char(n)",
    safer: "varchar(n), or text with a check of its length",
    page: include_str!("char_n.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let padded = subject.defined().filter(|(_, _, column)| types::parse(&column.ty).name == "char");
    padded
        .map(|(seen, table, column)| {
            let message =
                format!("{table}.{} is {}: spaces at its end come and go", column.name, column.ty);
            Hit { statement: Some(seen.statement), ..Hit::of(table, Some(&column.name), message) }
        })
        .collect()
}
