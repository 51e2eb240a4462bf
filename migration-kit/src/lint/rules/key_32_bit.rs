//! A primary key that runs out.

use crate::lint::{Hit, Level, Rule, SERVERS, Subject};
use crate::sql::types;

pub(super) const RULE: Rule = Rule {
    name: "key-32-bit",
    level: Level::Warning,
    backends: SERVERS,
    about: "A primary key counts in 32 bits or less",
    safer: "bigint (i64 in the entity), or a UUID",
    page: include_str!("key_32_bit.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (seen, table, column) in subject.defined() {
        let key = subject.after.table(table).map(|of| of.primary_key()).unwrap_or_default();
        let is_key = column.primary_key || key == [column.name.as_str()];
        let narrow = ["tinyint", "smallint", "mediumint", "integer"];
        if is_key && narrow.contains(&types::parse(&column.ty).name.as_str()) {
            let message = format!(
                "{table}.{} is {}, and inserts fail when it has run out",
                column.name, column.ty
            );
            hits.push(Hit {
                statement: Some(seen.statement),
                ..Hit::of(table, Some(&column.name), message)
            });
        }
    }
    hits
}
