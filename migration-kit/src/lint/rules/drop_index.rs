//! An index that queries may need.

use crate::lint::{ALL, Hit, Level, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "drop-index",
    level: Level::Warning,
    backends: ALL,
    about: "An index is dropped, and no other begins with its columns",
    safer: "look at its use first (pg_stat_user_indexes, sys.schema_unused_indexes), or make the one that takes its place before",
    page: include_str!("drop_index.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let Operation::DropIndex { name, .. } = &seen.operation else { return None };
        let table = seen.table()?;
        let known = subject.existing(seen, table)?;
        let index = known.indexes.iter().find(|index| index.name.as_ref() == Some(name))?;
        let finds = |of: &crate::lint::Table| {
            index.parts.iter().any(|part| known.column(part).is_some() && of.column(part).is_none())
                || of.finds_by(&index.parts, None)
                || of
                    .indexes
                    .iter()
                    .any(|other| other.parts == index.parts && other.predicate == index.predicate)
        };
        if subject.after.table(table).is_none_or(finds) {
            return None;
        }
        let columns = index.parts.join(", ");
        Some(Hit::of(
            table,
            Some(name),
            format!("{name} is dropped: nothing else finds rows of {table} by {columns}"),
        ))
    })
}
