//! The rules, one in each file, with its page beside it. A rule is added by `cargo xtask new-rule
//! NAME`, which makes both files and the lines here.

mod backfill_in_one_statement;
mod blocking_exclusion;
mod blocking_index_create;
mod blocking_index_drop;
mod blocking_unique_constraint;
mod char_n;
mod concurrent_index_in_transaction;
mod copies_table;
mod deletes_rows;
mod depends_on_data;
mod destructive_down;
mod down_not_inverse;
mod drop_column;
mod drop_constraint;
mod drop_index;
mod drop_table;
mod enum_value_in_its_transaction;
mod enum_value_removed_or_reordered;
mod foreign_key_without_index;
mod identifier_too_long;
mod irreversible_down;
mod json_not_jsonb;
mod key_32_bit;
mod migration_panics;
mod missing_lock_timeout;
mod names_an_entity;
mod not_null_scan;
mod not_null_without_default;
mod not_recorded;
mod out_of_order;
mod primary_key_change;
mod rebuild_with_triggers;
mod redundant_index;
mod releases_lock;
mod rename_column;
mod rename_table;
mod reserved_word;
mod server_setting;
mod session_database;
mod session_role;
mod session_setting;
mod several_changes_without_transaction;
mod timestamp_without_zone;
mod transaction_control;
mod type_change_narrows;
mod type_change_rewrites;
mod unique_on_existing_rows;
pub(super) mod unknown_allow;
pub(super) mod unused_allow;
mod validating_check;
mod validating_foreign_key;
mod validation_in_one_transaction;
mod volatile_default;

use super::Rule;

/// All rules, by name.
pub fn all() -> &'static [&'static Rule] {
    &[
        &backfill_in_one_statement::RULE,
        &blocking_exclusion::RULE,
        &blocking_index_create::RULE,
        &blocking_index_drop::RULE,
        &blocking_unique_constraint::RULE,
        &char_n::RULE,
        &concurrent_index_in_transaction::RULE,
        &copies_table::RULE,
        &deletes_rows::RULE,
        &depends_on_data::RULE,
        &destructive_down::RULE,
        &down_not_inverse::RULE,
        &drop_column::RULE,
        &drop_constraint::RULE,
        &drop_index::RULE,
        &drop_table::RULE,
        &enum_value_in_its_transaction::RULE,
        &enum_value_removed_or_reordered::RULE,
        &foreign_key_without_index::RULE,
        &identifier_too_long::RULE,
        &irreversible_down::RULE,
        &json_not_jsonb::RULE,
        &key_32_bit::RULE,
        &migration_panics::RULE,
        &missing_lock_timeout::RULE,
        &names_an_entity::RULE,
        &not_null_scan::RULE,
        &not_null_without_default::RULE,
        &not_recorded::RULE,
        &out_of_order::RULE,
        &primary_key_change::RULE,
        &rebuild_with_triggers::RULE,
        &redundant_index::RULE,
        &releases_lock::RULE,
        &rename_column::RULE,
        &rename_table::RULE,
        &reserved_word::RULE,
        &server_setting::RULE,
        &session_database::RULE,
        &session_role::RULE,
        &session_setting::RULE,
        &several_changes_without_transaction::RULE,
        &timestamp_without_zone::RULE,
        &transaction_control::RULE,
        &type_change_narrows::RULE,
        &type_change_rewrites::RULE,
        &unique_on_existing_rows::RULE,
        &unknown_allow::RULE,
        &unused_allow::RULE,
        &validating_check::RULE,
        &validating_foreign_key::RULE,
        &validation_in_one_transaction::RULE,
        &volatile_default::RULE,
    ]
}

/// The rule of that name.
pub(super) fn named(name: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.name == name)
}

/// The name that a misspelt one is probably meant to be: no more than a third of it differs.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let name = name.replace('_', "-").to_lowercase();
    let distances = all().iter().map(|rule| (distance(&name, rule.name), rule.name));
    let (distance, nearest) = distances.min()?;
    (3 * distance <= nearest.len()).then_some(nearest)
}

/// How many letters have to be put in, taken out or exchanged to make one word of the other.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.chars().enumerate() {
            let above = row[j + 1];
            let exchanged = corner + usize::from(x != y);
            row[j + 1] = exchanged.min(above + 1).min(row[j] + 1);
            corner = above;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
