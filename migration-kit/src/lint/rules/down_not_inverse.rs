//! A `down` that does not lead back.

use crate::lint::inverse::differences;
use crate::lint::{ALL, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "down-not-inverse",
    level: Level::Warning,
    backends: ALL,
    about: "After up and down the schema is not what it was",
    safer: "roll back in `down`, in the opposite order, what `up` does",
    page: include_str!("down_not_inverse.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let Ok(down) = subject.down else { return Vec::new() };
    // An empty `down` is another rule's, and what stands in a block or a routine is not seen.
    let is_unseen = |parsed: &crate::sql::statement::Parsed| {
        parsed
            .words
            .first()
            .is_some_and(|first| first.is_any(&["do", "call", "execute", "prepare"]))
    };
    if down.is_empty() || down.iter().chain(subject.statements.iter().flatten()).any(is_unseen) {
        return Vec::new();
    }
    let mut back = subject.after.clone();
    for operation in down.iter().flat_map(|parsed| &parsed.operations) {
        back.follow(operation, subject.number);
    }
    let differences = differences(subject.before, &back);
    differences
        .into_iter()
        .map(|(table, what)| Hit {
            table,
            ..Hit::of_migration(format!("after up and down {what}"))
        })
        .collect()
}
