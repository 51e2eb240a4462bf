//! squawk's findings over a step's SQL on PostgreSQL.

use squawk_linter::{Linter, LinterSettings, Rule, Violation};
use squawk_syntax::SourceFile;

/// What a rule of squawk has found.
#[derive(Debug)]
pub(crate) struct Found {
    pub rule: Rule,
    /// The number of the statement.
    pub statement: usize,
}

/// Runs those rules over the statements of a step.
pub(crate) fn lint(rules: &[Rule], statements: &[String], in_transaction: bool) -> Vec<Found> {
    let mut linter = Linter::from(rules.iter().copied());
    linter.settings = LinterSettings { assume_in_transaction: in_transaction, ..LinterSettings::default() };
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
