//! The rules, one in each file, with its page beside it. A rule is added by `cargo xtask new-rule NAME`, which makes both
//! files and the line in the list.

mod blocking_index_create;
mod drop_column;
pub(super) mod unknown_allow;
pub(super) mod unused_allow;

use super::Rule;

/// All rules, by name.
pub fn all() -> &'static [&'static Rule] {
    &[&blocking_index_create::RULE, &drop_column::RULE, &unknown_allow::RULE, &unused_allow::RULE]
}

/// The rule of that name.
pub(super) fn named(name: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.name == name)
}

/// The name that a misspelt one is probably meant to be: it shares most of its words or letters.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let near = |rule: &&Rule| {
        let shared =
            rule.name.split('-').filter(|word| name.split(['-', '_']).any(|other| other == *word)).count();
        2 * shared >= rule.name.split('-').count()
    };
    all().iter().copied().find(near).map(|rule| rule.name)
}

#[cfg(test)]
mod tests;
