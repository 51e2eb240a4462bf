//! Exceptions that a step makes: `// migration-kit: allow(rule) reason`.

use super::rules::{self, unknown_allow, unused_allow};
use super::{Finding, Place, Source};

/// An exception, and whether anything was found that it excuses.
#[derive(Debug)]
struct Allow<'a> {
    rule: &'a str,
    reason: &'a str,
    line: u32,
}

const MARK: &str = "migration-kit: allow(";

/// Excuses the findings that the step's file makes exceptions for, and adds what is wrong with an exception.
pub(super) fn apply(source: &Source, version: &str, findings: &mut Vec<Finding>) {
    let mut wrong = Vec::new();
    for allow in allows(&source.text) {
        let place = Place { file: source.file.clone(), line: allow.line };
        let mut tell = |rule: &'static super::Rule, message: String| {
            let finding = Finding { place: Some(place.clone()), ..Finding::of(rule, message) };
            wrong.push(Finding { version: Some(version.to_owned()), ..finding });
        };
        if rules::named(allow.rule).is_none() {
            let near = rules::nearest(allow.rule).map(|name| format!("; is it {name}?")).unwrap_or_default();
            tell(&unknown_allow::RULE, format!("there is no rule {}{near}", allow.rule));
            continue;
        }
        if allow.reason.is_empty() {
            tell(&unknown_allow::RULE, format!("allow({}) gives no reason", allow.rule));
            continue;
        }
        let mut found = false;
        for finding in findings.iter_mut().filter(|finding| finding.rule == allow.rule) {
            finding.allowed = Some(allow.reason.to_owned());
            found = true;
        }
        if !found {
            tell(&unused_allow::RULE, format!("allow({}) excuses nothing", allow.rule));
        }
    }
    findings.append(&mut wrong);
}

fn allows(text: &str) -> impl Iterator<Item = Allow<'_>> {
    text.lines().zip(1..).filter_map(|(line, number)| {
        let comment = line.trim_start().strip_prefix("//")?;
        let (rule, reason) =
            comment.trim_start_matches(['/', '!']).trim_start().strip_prefix(MARK)?.split_once(')')?;
        Some(Allow { rule: rule.trim(), reason: reason.trim(), line: number })
    })
}
