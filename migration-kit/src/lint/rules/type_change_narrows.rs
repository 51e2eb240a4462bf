//! A type that existing values may not fit.

use super::type_change_rewrites::retyped;

use crate::dialect::retype;
use crate::lint::{ALL, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "type-change-narrows",
    level: Level::Warning,
    backends: ALL,
    about: "A column gets a type that existing values may not fit",
    safer: "look for rows that do not fit first, or add a column of the new type, fill it and switch to it: generate --online",
    page: include_str!("type_change_narrows.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.all_hits(|seen| {
        let narrowed =
            retyped(subject, seen).into_iter().filter(|of| retype::of(subject.backend).narrows(&of.from, &of.to));
        narrowed
            .map(|of| {
                let message = format!(
                    "{}.{} goes from {} to {}, and values that do not fit are refused or lose a part",
                    of.table, of.column, of.from, of.to
                );
                Hit::of(&of.table, Some(&of.column), message)
            })
            .collect()
    })
}
