//! `cargo run -p api` and `cargo run -p migration` compile what they share once.
//!
//! Cargo resolves features for each package that it builds. One feature of one crate that only one
//! of the two asks for makes Cargo compile everything that depends on this crate twice, SeaORM and
//! sqlx among it. `workspace-hack` asks for those features on behalf of both.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// The features that a package is compiled with: once for each of the sets.
type Features = BTreeMap<String, BTreeSet<String>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// What a package of the workspace is built from, along the given kinds of edges.
fn tree(package: &str, edges: &str) -> Features {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--locked", "--prefix", "none", "--format", "{p}\t{f}", "--edges", edges])
        .args(["--package", package])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut features = Features::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let (package, set) = line.trim_end_matches(" (*)").split_once('\t').unwrap();
        features.entry(package.to_owned()).or_default().insert(set.to_owned());
    }
    features
}

/// What ends up in the program itself, and what is compiled for procedural macros and build scripts
/// beside it.
fn sides(package: &str) -> [Features; 2] {
    let program = tree(package, "normal,no-proc-macro");
    let mut tools = tree(package, "normal,build");
    for (name, sets) in &mut tools {
        if let Some(own) = program.get(name) {
            sets.retain(|set| !own.contains(set));
        }
    }
    tools.retain(|_, sets| !sets.is_empty());
    [program, tools]
}

/// A line for each crate of another project that both have, with other features.
fn differing(api: &Features, migration: &Features, side: &str) -> Vec<String> {
    let is_foreign = |name: &&String| !name.contains(" (");
    let shared = api.keys().filter(is_foreign).filter(|name| migration.contains_key(*name));
    let differs = shared.filter(|name| api[*name] != migration[*name]);
    let told = |name: &String| {
        format!("{name}, {side}: api has {:?}, migration has {:?}", api[name], migration[name])
    };
    differs.map(told).collect()
}

#[test]
fn shared_crates_have_the_same_features() {
    let ([api, api_tools], [migration, migration_tools]) = (sides("api"), sides("migration"));
    assert!(api.keys().any(|name| name.starts_with("sea-orm v")), "{api:?}");
    let mut differing_crates = differing(&api, &migration, "in the program");
    differing_crates.extend(differing(
        &api_tools,
        &migration_tools,
        "for macros and build scripts",
    ));
    assert!(
        differing_crates.is_empty(),
        "these crates are compiled twice; let workspace-hack/Cargo.toml ask for the features that one of them lacks:\n{}",
        differing_crates.join("\n")
    );
}

/// The command line needs `syn` itself. Without this setting Cargo would compile every procedural
/// macro again for it.
#[test]
fn macros_do_not_depend_on_the_program() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let profile = manifest.split("[profile.dev.build-override]").nth(1).unwrap_or_default();
    let profile = profile.split("\n[").next().unwrap_or_default();
    assert!(
        profile.lines().any(|line| line == "debug = false"),
        "profile.dev.build-override says no `debug = false`"
    );
}

/// What only the command line and the generator need.
const COMMAND_LINE: [&str; 9] = [
    "clap",
    "comfy-table",
    "indicatif",
    "inquire",
    "prettyplease",
    "sqlparser",
    "squawk-linter",
    "squawk-syntax",
    "syn",
];

/// Those of these crates that a program is built from.
fn found<'c>(program: &Features, crates: &[&'c str]) -> Vec<&'c str> {
    let has = |name: &str| program.keys().any(|of| of.starts_with(&format!("{name} v")));
    crates.iter().copied().filter(|name| has(name)).collect()
}

/// The kit with its default features is what a server needs that applies migrations.
#[test]
fn the_kit_alone_is_the_small_runtime() {
    let kit = tree("migration-kit", "normal,no-proc-macro");
    assert_eq!(found(&kit, &COMMAND_LINE), [""; 0]);
}

/// What only the command line needs stays out of the server.
#[test]
fn the_server_has_no_command_line() {
    let [api, _] = sides("api");
    // A server has arguments of its own.
    let kit_alone: Vec<&str> = COMMAND_LINE.into_iter().filter(|name| *name != "clap").collect();
    assert_eq!(found(&api, &kit_alone), [""; 0]);
    let kit = api
        .iter()
        .find(|(name, _)| name.starts_with("migration-kit v"))
        .map(|(_, sets)| sets.clone());
    let features: Vec<String> = kit.unwrap_or_default().into_iter().collect();
    assert!(
        features.iter().all(|set| set.split(',').all(|one| one != "cli" && one != "generate")),
        "{features:?}"
    );
}
