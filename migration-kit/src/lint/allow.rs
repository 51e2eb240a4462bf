//! Suppressions of a migration: `// migration-kit: allow(rule) reason`.

use super::rules::{self, unknown_allow, unused_allow};
use super::{Finding, Location, Rule, Source};

/// A suppression, made by a comment.
#[derive(Debug)]
struct Allow<'a> {
    /// The name of the rule, as the comment has it.
    written: &'a str,
    rule: &'a str,
    reason: &'a str,
}

const MARK: &str = "migration-kit:";

/// Excuses the findings that the migration's file suppresses, and adds what is wrong with a
/// suppression.
pub(super) fn apply(source: &Source, version: &str, findings: &mut Vec<Finding>) {
    let mut wrong = Vec::new();
    for (line, comment) in comments(&source.text) {
        let location = Location { file: source.file.clone(), line };
        let mut tell = |rule: &'static Rule, message: String| {
            let finding =
                Finding { location: Some(location.clone()), ..Finding::of(rule, message) };
            wrong.push(Finding { version: Some(version.to_owned()), ..finding });
        };
        let Some(allow) = allow(comment) else {
            tell(&unknown_allow::RULE, format!("this is no suppression: {MARK} {comment}"));
            continue;
        };
        if rules::named(allow.rule).is_none() {
            let near = rules::nearest(allow.rule)
                .map(|name| format!("; is it {name}?"))
                .unwrap_or_default();
            tell(&unknown_allow::RULE, format!("there is no rule {}{near}", allow.rule));
            continue;
        }
        if allow.reason.is_empty() {
            tell(&unknown_allow::RULE, format!("allow({}) gives no reason", allow.written));
            continue;
        }
        let mut excused =
            findings.iter_mut().filter(|finding| finding.rule == allow.rule).peekable();
        if excused.peek().is_none() {
            tell(&unused_allow::RULE, format!("allow({}) excuses nothing", allow.written));
        }
        excused.for_each(|finding| finding.allowed = Some(allow.reason.to_owned()));
    }
    findings.append(&mut wrong);
}

/// The comments that speak to the kit, with their lines. One may stand behind code.
fn comments(text: &str) -> impl Iterator<Item = (u32, &str)> {
    text.lines().zip(1..).filter_map(|(line, number)| {
        let (_, comment) = line.split_once("//")?;
        let comment = comment.trim_start_matches(['/', '!']).trim_start().strip_prefix(MARK)?;
        Some((number, comment.trim()))
    })
}

/// The name by which a rule goes today: an applied migration keeps its comment.
fn today(rule: &str) -> &str {
    match rule {
        "late-step" => "out-of-order",
        "lossy-down" => "destructive-down",
        "step-panics" => "migration-panics",
        rule => rule,
    }
}

fn allow(comment: &str) -> Option<Allow<'_>> {
    let (rule, reason) = comment.strip_prefix("allow(")?.split_once(')')?;
    let written = rule.trim();
    Some(Allow { written, rule: today(written), reason: reason.trim() })
}

#[cfg(test)]
mod tests;
