//! Cases that others met, each judged by what the server and its own client say: files of JSON in
//! `tests/cases/`, or in the folders and files that `cargo xtask cases` was given, which stand in
//! `TEST_CASES`.
//!
//! A case is a history of one migration, the statements of the schema that is wanted, rows, and
//! what has to be answered afterwards. `generate` writes the migration as a user calls it; all that
//! were written are compiled at once.

#![cfg(test)]

mod case;
mod client;
mod judge;
mod project;
#[path = "../workspace/mod.rs"]
mod workspace;

use std::path::{Path, PathBuf};

use case::{Case, Verdict};

/// Where the cases are: what the variable names, or the project's own.
fn places() -> Vec<PathBuf> {
    match std::env::var_os("TEST_CASES") {
        Some(given) => std::env::split_paths(&given).collect(),
        None => vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")],
    }
}

#[test]
#[ignore = "needs PostgreSQL and MariaDB with their clients: cargo xtask test"]
fn every_case_holds() {
    let cases: Vec<Case> = places().iter().flat_map(|place| case::read(place)).collect();
    assert!(!cases.is_empty(), "there is no case in {:?}", places());
    let verdicts = judge::judge(&cases);
    let mut counts = [0; 3];
    for (case, verdict) in cases.iter().zip(&verdicts) {
        let name = format!("{} on {}", case.id, case.backend.name());
        match verdict {
            Verdict::Held => counts[0] += 1,
            Verdict::Failed(why) => {
                counts[1] += 1;
                println!("failed: {name}");
                for reason in why {
                    println!("    {}", reason.trim_end().replace('\n', "\n    "));
                }
            }
            Verdict::DoesNotApply(why) => {
                counts[2] += 1;
                let why = why.lines().rfind(|line| !line.trim().is_empty());
                println!("does not apply: {name}: {}", why.unwrap_or_default());
            }
        }
    }
    let [held, failed, other] = counts;
    println!("{} cases: {held} held, {failed} failed, {other} do not apply here", cases.len());
    assert_eq!(failed, 0, "cases failed; they are named above");
}
