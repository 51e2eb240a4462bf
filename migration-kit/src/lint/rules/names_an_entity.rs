//! A migration that means something else when an entity changes.

use crate::lint::{ALL, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "names-an-entity",
    level: Level::Warning,
    backends: ALL,
    about: "The migration names an entity",
    safer: "write the table and its columns as they are at this migration, as texts or in an enum of the migration's own",
    page: include_str!("names_an_entity.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let Some(source) = subject.source else { return Vec::new() };
    let found = source.code().find_map(|(_, line)| names_entity(line));
    let message = |name| format!("it names {name}: when that changes, this migration changes too");
    found
        .map(|name| Hit { object: Some(name.to_owned()), ..Hit::of_migration(message(name)) })
        .into_iter()
        .collect()
}

/// A path into a crate or a module of entities, or what only an entity has.
fn names_entity(line: &str) -> Option<&str> {
    const CRATES: &[&str] = &["entity", "entities"];
    const SCHEMA: &[&str] = &[
        "create_table_from_entity",
        "create_index_from_entity",
        "create_enum_from_entity",
        "schema_sync",
    ];
    let mut before = "";
    for word in
        line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
    {
        let start = word.as_ptr() as usize - line.as_ptr() as usize;
        let is_path = line[start + word.len()..].starts_with("::") && before != "sea_orm";
        if (CRATES.contains(&word) && is_path) || SCHEMA.contains(&word) {
            return Some(word);
        }
        before = word;
    }
    None
}
