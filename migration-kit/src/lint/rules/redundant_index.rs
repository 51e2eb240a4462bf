//! An index that another one makes needless.

use crate::lint::table::Key;
use crate::lint::{ALL, Hit, Level, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "redundant-index",
    level: Level::Warning,
    backends: ALL,
    about: "An index begins like another one, or is the same",
    safer: "one index: the longer one serves both, and each index costs at every write",
    page: include_str!("redundant_index.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for seen in subject.seen {
        let (Operation::CreateIndex { .. }
        | Operation::AddConstraint { .. }
        | Operation::CreateTable { .. }) = &seen.operation
        else {
            continue;
        };
        let Some(table) = seen.table() else { continue };
        let Some((after, end)) = subject.after.table(table).zip(subject.end.table(table)) else {
            continue;
        };
        let had = subject.before.table(table).map(|of| of.keys()).unwrap_or_default();
        let keys = after.keys();
        // One of the two may go in a later migration.
        let lasts = end.keys();
        for (at, key) in keys.iter().enumerate().filter(|(_, key)| lasts.contains(key)) {
            let others =
                keys.iter().enumerate().filter(|(other, key)| *other != at && lasts.contains(key));
            for (_, other) in
                others.filter(|(other, of)| covers(of, key) && (!covers(key, of) || *other < at))
            {
                let is_news = !had.contains(key) || !had.contains(other);
                let told = hits
                    .iter()
                    .any(|hit| hit.table.as_deref() == Some(table) && hit.object == key.name);
                if is_news && !told {
                    let message = format!("{} of {table} is covered by {}", name(key), name(other));
                    let hit = Hit::of(table, key.name.as_deref(), message);
                    hits.push(Hit { statement: Some(seen.statement), ..hit });
                }
            }
        }
    }
    hits
}

/// Whether the first finds all that the second does. A unique one is also a rule.
fn covers(other: &Key, key: &Key) -> bool {
    let same_predicate = other.predicate == key.predicate;
    match key.unique {
        true => other.unique && other.columns == key.columns && same_predicate,
        false => other.columns.starts_with(&key.columns) && same_predicate,
    }
}

fn name(key: &Key) -> String {
    let columns = key.columns.join(", ");
    key.name
        .as_ref()
        .map_or_else(|| format!("the key on ({columns})"), |name| format!("{name} on ({columns})"))
}
