//! A time that says nothing about where.

use crate::lint::{Hit, Level, POSTGRES, Rule, Subject};
use crate::sql::types;

pub(super) const RULE: Rule = Rule {
    name: "timestamp-without-zone",
    level: Level::Warning,
    backends: POSTGRES,
    about: "A column is a timestamp without a time zone",
    safer: "timestamptz: DateTimeUtc or DateTimeWithTimeZone in the entity, `timestamp_with_time_zone()` in a migration",
    page: include_str!("timestamp_without_zone.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let without =
        subject.defined().filter(|(_, _, column)| types::parse(&column.ty).name == "timestamp");
    without
        .map(|(seen, table, column)| {
            let message =
                format!("{table}.{} has no time zone: whoever reads it has to guess", column.name);
            Hit { statement: Some(seen.statement), ..Hit::of(table, Some(&column.name), message) }
        })
        .collect()
}
