//! squawk's findings over a migration's SQL on PostgreSQL.

use squawk_linter::{Linter, LinterSettings, Rule, Violation};
use squawk_syntax::SourceFile;

use super::look::{Told, finding};
use super::{Finding, Hit, Seen, Subject, rules};
use crate::dialect::parsers;

/// What a rule of squawk has found.
#[derive(Debug)]
pub(crate) struct Found {
    pub rule: Rule,
    /// The number of the statement.
    pub statement: usize,
}

/// squawk's findings, as those of the rules that they belong to, about the operations of their
/// statement. One about a table that the migration itself has made says nothing.
pub(super) fn findings(subject: &Subject<'_>, told: &Told) -> Vec<Finding> {
    let is_existing =
        |seen: &Seen| seen.table().is_some_and(|table| subject.existing(seen, table).is_some());
    if !parsers::of(subject.backend).squawk() || !subject.seen.iter().any(is_existing) {
        return Vec::new();
    }
    let theirs: Vec<Rule> = rules::all()
        .iter()
        .flat_map(|rule| rule.squawk)
        .filter_map(|(name, _)| name.parse().ok())
        .collect();
    let mut findings = Vec::new();
    for found in lint(&theirs, &told.statements, subject.in_transaction) {
        let rules =
            rules::all().iter().flat_map(|rule| rule.squawk.iter().map(move |of| (rule, of)));
        for (rule, (_, is_about)) in
            rules.filter(|(_, (theirs, _))| *theirs == found.rule.to_string())
        {
            let seen = subject.seen.iter().filter(|seen| seen.statement == found.statement);
            for seen in seen.filter(|seen| is_about(subject, seen)) {
                let Some(table) =
                    seen.table().filter(|table| subject.existing(seen, table).is_some())
                else {
                    continue;
                };
                let object = seen.object();
                let name =
                    object.map_or_else(|| table.to_owned(), |object| format!("{table}.{object}"));
                let message = format!("{name}: {}", small(rule.about));
                let hit =
                    Hit { statement: Some(found.statement), ..Hit::of(table, object, message) };
                findings.push(finding(rule, subject, hit));
            }
        }
    }
    findings
}

/// A sentence inside another one.
fn small(about: &str) -> String {
    let mut letters = about.chars();
    let first = letters.next().map(char::to_lowercase);
    // NOT VALID stays as it is.
    match letters.as_str().starts_with(char::is_uppercase) {
        true => about.to_owned(),
        false => first.into_iter().flatten().chain(letters).collect(),
    }
}

/// Runs those rules over the statements of a migration.
pub(crate) fn lint(rules: &[Rule], statements: &[String], in_transaction: bool) -> Vec<Found> {
    let mut linter = Linter::from(rules.iter().copied());
    linter.settings =
        LinterSettings { assume_in_transaction: in_transaction, ..LinterSettings::default() };
    let mut text = String::new();
    let mut ends = Vec::new();
    for statement in statements {
        text.push_str(statement);
        text.push_str("\n;\n");
        ends.push(text.len());
    }
    let parsed = SourceFile::parse(&text);
    let found = |violation: Violation| {
        let start = usize::from(violation.text_range.start());
        let statement = ends.iter().position(|end| start < *end)?;
        Some(Found { rule: violation.code, statement })
    };
    linter.lint(&parsed, &text).into_iter().filter_map(found).collect()
}
