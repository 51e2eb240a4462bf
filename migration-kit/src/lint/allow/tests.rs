#![cfg(test)]

use super::super::rules::named;
use super::super::{Finding, Source};
use super::apply;

/// What is said of a migration with one finding of drop-column, whose file is that text.
fn check(text: &str, expected: &[&str]) {
    let source = Source::new("migration/src/m1.rs".to_owned(), text.to_owned());
    let mut findings = vec![Finding::of(named("drop-column").unwrap(), "a column goes".to_owned())];
    apply(&source, "m1", &mut findings);
    let told = findings.iter().map(|finding| match (&finding.allowed, &finding.location) {
        (Some(reason), _) => format!("{}: allowed, {reason}", finding.rule),
        (None, Some(location)) => {
            format!("{}:{}: {}", location.file, location.line, finding.message)
        }
        (None, None) => finding.rule.to_owned(),
    });
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

#[test]
fn a_suppression_has_a_rule_and_a_reason() {
    check(
        "// migration-kit: allow(drop-column) nothing reads it",
        &["drop-column: allowed, nothing reads it"],
    );
    check("up(); // migration-kit: allow(drop-column) old", &["drop-column: allowed, old"]);
    check("//! migration-kit: allow( drop-column )  old ", &["drop-column: allowed, old"]);
    check("let text = \"migration-kit: allow(drop-column) text\";", &["drop-column"]);
}

/// An applied migration keeps its comment.
#[test]
fn rules_are_known_by_their_older_names() {
    for (written, rule) in [
        ("late-step", "out-of-order"),
        ("lossy-down", "destructive-down"),
        ("step-panics", "migration-panics"),
    ] {
        let comment = format!("// migration-kit: allow({written}) old");
        let source = Source::new("m1.rs".to_owned(), comment);
        let mut findings = vec![Finding::of(named(rule).unwrap(), "found".to_owned())];
        apply(&source, "m1", &mut findings);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0].allowed.as_deref(), Some("old"));
        let mut none = Vec::new();
        apply(&source, "m1", &mut none);
        assert_eq!(none[0].message, format!("allow({written}) excuses nothing"));
    }
}

#[test]
fn one_that_is_wrong_is_told_with_its_line() {
    check(
        "\n// migration-kit: allow(drop-colum) old",
        &["drop-column", "migration/src/m1.rs:2: there is no rule drop-colum; is it drop-column?"],
    );
    check(
        "// migration-kit: allow(everything) old",
        &["drop-column", "migration/src/m1.rs:1: there is no rule everything"],
    );
    check(
        "// migration-kit: allow(drop-column)",
        &["drop-column", "migration/src/m1.rs:1: allow(drop-column) gives no reason"],
    );
    check(
        "// migration-kit: allow drop-column, old",
        &[
            "drop-column",
            "migration/src/m1.rs:1: this is no suppression: migration-kit: allow drop-column, old",
        ],
    );
    check(
        "// migration-kit: allow(drop-table) old",
        &["drop-column", "migration/src/m1.rs:1: allow(drop-table) excuses nothing"],
    );
}
