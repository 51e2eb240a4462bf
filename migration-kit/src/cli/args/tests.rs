//! The arguments: every stock form, and that they fit together.

use clap::CommandFactory as _;

use super::*;

#[test]
fn the_arguments_are_consistent() {
    Args::command().debug_assert();
}

#[test]
fn every_stock_form_is_understood() {
    for line in [
        "",
        "up",
        "up -n 2",
        "up --num 2",
        "up --dry-run",
        "repair m1 --mark applied",
        "repair --accept-edit",
        "adopt --lock lease",
        "down",
        "down -n 2",
        "down --num 2",
        "down --dry-run",
        "fresh",
        "refresh",
        "reset",
        "status",
        "generate x",
        "generate",
        "generate x --empty",
        "generate --rename s.t.a:b --rename t.c:d --drop t.e --accept t.f --backfill t.g=1 --online",
        "generate x --local-time",
        "generate x --universal-time",
        "review",
        "review m1 migration/src/m2.rs --live --format github",
        "check --live --compile --from m1 --format sarif",
        "sql --from m1 --to m2 --down",
        "diagram",
        "diagram --format mermaid -o schema.mmd",
        "diagram --output schema.svg",
        "-v up",
        "up -v",
        "up -u sqlite::memory:",
        "--database-url sqlite::memory: up",
        "-s public status",
        "--verbose down",
        "status --database-schema a,b",
        "up --database-url sqlite::memory: -n 1",
    ] {
        let words = std::iter::once("migration").chain(line.split_whitespace());
        assert!(Args::try_parse_from(words).is_ok(), "{line}");
    }
}
