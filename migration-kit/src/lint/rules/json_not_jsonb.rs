//! JSON that is kept as a text.

use crate::lint::{Hit, Level, POSTGRES, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "json-not-jsonb",
    level: Level::Note,
    backends: POSTGRES,
    about: "A column is json",
    safer: "jsonb: ColumnType::JsonBinary, `json_binary()`",
    page: include_str!("json_not_jsonb.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let json = subject.defined().filter(|(_, _, column)| column.ty == "json");
    json.map(|(seen, table, column)| {
        let message = format!(
            "{table}.{} is json: it is parsed at each use, and has neither = nor an index",
            column.name
        );
        Hit { statement: Some(seen.statement), ..Hit::of(table, Some(&column.name), message) }
    })
    .collect()
}
