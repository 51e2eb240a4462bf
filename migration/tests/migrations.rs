//! The rules that every migration keeps.

#![cfg(test)]

use std::collections::BTreeSet;
use std::path::Path;

use migration::Migrator;
use sea_orm_migration::MigratorTrait as _;

fn migration_files() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = std::fs::read_dir(src).unwrap().map(|entry| entry.unwrap().path());
    let mut migrations: Vec<(String, String)> = files
        .filter_map(|path| {
            let stem = path.file_stem()?.to_str()?.to_owned();
            let is_migration =
                stem.starts_with('m') && stem.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
            is_migration.then(|| (stem, std::fs::read_to_string(&path).unwrap()))
        })
        .collect();
    migrations.sort();
    migrations
}

#[test]
fn every_file_is_registered_in_its_order() {
    let files: Vec<String> = migration_files().into_iter().map(|(version, _)| version).collect();
    let migrations = Migrator::migrations();
    let registered: Vec<&str> = migrations.iter().map(|migration| migration.name()).collect();
    assert_eq!(registered, files);
}

#[test]
fn no_migration_names_an_entity() {
    for (version, text) in migration_files() {
        for word in ["entity::", "use entity", "EntityTrait", "::Entity"] {
            assert!(!text.contains(word), "{version} names an entity: `{word}`");
        }
    }
}

/// The history is an example of each kind of change; each is known by a phrase that only it needs.
#[test]
fn the_history_shows_every_kind_of_change() {
    let text: String = migration_files().into_iter().map(|(_, text)| text).collect();
    let missing: BTreeSet<&str> = [
        ("create table", ".create_table("),
        ("add column", ".add_column("),
        ("modify column", ".modify_column("),
        ("add index", ".create_index("),
        ("drop index", ".drop_index("),
        ("drop column", ".drop_column("),
        ("rename column", ".rename_column("),
        ("add enum value", ".add_value("),
        ("fill data", "Query::update()"),
        ("rebuild on SQLite", "rebuild_table("),
    ]
    .into_iter()
    .filter(|(_, phrase)| !text.contains(phrase))
    .map(|(kind, _)| kind)
    .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
