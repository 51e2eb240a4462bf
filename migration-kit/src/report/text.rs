//! A review as people read it.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};

use super::highlight::highlight;
use crate::escape::line;
use crate::lint::merged::{Count, Migration, Review, Script, Sized, Statement};
use crate::lint::{Finding, Level};
use crate::plural::plural;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default();
const TITLE: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();

impl Review {
    /// The whole of it: each migration with its SQL, and under each statement what is wrong with
    /// it.
    pub(crate) fn text(&self) -> String {
        self.migrations.iter().map(Migration::text).collect()
    }

    /// What came of it, on one line.
    pub(crate) fn summary(&self) -> String {
        let migrations = plural(self.migrations.len(), "migration", "migrations");
        let found =
            Count::of(self.findings()).words().unwrap_or_else(|| "nothing found".to_owned());
        format!("{migrations} reviewed on {}: {found}", self.backends.join(", "))
    }
}

impl Migration {
    fn text(&self) -> String {
        let mut text = format!("{TITLE}{}{TITLE:#}\n", line(&self.version));
        let mut shown = vec![false; self.findings.len()];
        let whole = |places: &BTreeMap<_, Option<usize>>| places.values().all(Option::is_none);
        for (at, (finding, _)) in
            self.findings.iter().zip(&self.places).enumerate().filter(|(_, of)| whole(of.1))
        {
            text.push_str(&self.finding(finding, "  "));
            shown[at] = true;
        }
        for sized in &self.tables {
            text.push_str(&format!("  {QUIET}{}{QUIET:#}\n", sized.words()));
        }
        for script in &self.scripts {
            text.push_str(&format!("\n  {}\n", script.heading()));
            for (number, statement) in script.statements.iter().enumerate() {
                text.push_str(&statement.text());
                for (at, finding) in self.findings.iter().enumerate() {
                    let here =
                        script.backends.iter().find_map(|backend| self.places[at].get(backend));
                    if here != Some(&Some(number)) {
                        continue;
                    }
                    // Told at length once, where it is first met.
                    match std::mem::replace(&mut shown[at], true) {
                        false => text.push_str(&self.finding(finding, "      ")),
                        true => text.push_str(&format!("      {}: as above\n", title(finding))),
                    }
                }
            }
        }
        text + "\n"
    }

    fn finding(&self, finding: &Finding, indent: &str) -> String {
        let sized = finding
            .table
            .as_ref()
            .and_then(|table| self.tables.iter().find(|sized| sized.table == *table));
        finding_text(finding, sized, indent)
    }
}

impl Script {
    /// The backends, and what is unusual about how it runs there.
    fn heading(&self) -> String {
        let mut notes = Vec::new();
        match (self.in_transaction, self.goes_on) {
            (true, _) => {}
            (false, true) => {
                notes.push("while others use the tables; it goes on where it was ended")
            }
            (false, false) => {
                notes.push("outside a transaction: what fails half-way leaves the first half")
            }
        }
        if self.depends_on_data {
            notes.push("it asks for rows, and this is what it does when there are none");
        }
        if self.varies {
            notes.push("it does another thing each time");
        }
        if self.statements.is_empty() {
            notes.push("it does nothing");
        }
        let notes = match notes.is_empty() {
            true => String::new(),
            false => format!(" {QUIET}({}){QUIET:#}", notes.join("; ")),
        };
        format!("{}{notes}", self.backends.join(", "))
    }
}

impl Statement {
    fn text(&self) -> String {
        let sql = self.sql.trim_end().trim_end_matches(';');
        // Behind a comment with which it ends the sign would not be seen.
        let is_comment =
            sql.lines().next_back().is_some_and(|line| line.trim_start().starts_with("--"));
        let end = if is_comment { "" } else { ";" };
        let mark = match self.loses_data {
            true => format!("  {ERROR}-- loses data{ERROR:#}"),
            false => String::new(),
        };
        let sql = highlight(sql).replace('\n', "\n    ");
        format!("    {sql}{end}{mark}\n")
    }
}

impl Sized {
    /// Such as "chats, about 48 M rows, 31 GB".
    pub(super) fn words(&self) -> String {
        let rows = match (self.rows, self.or_more) {
            (None, _) => "how many rows is not known".to_owned(),
            (Some(1), false) => "1 row".to_owned(),
            (Some(rows), false) => {
                format!("{} rows", short(rows, 1_000, &["", " k", " M", " G", " T"]))
            }
            (Some(rows), true) => {
                format!("more than {} rows", short(rows, 1_000, &["", " k", " M", " G", " T"]))
            }
        };
        let units = [" B", " kB", " MB", " GB", " TB"];
        let bytes = self
            .bytes
            .map(|bytes| format!(", {}", short(bytes, 1_024, &units)))
            .unwrap_or_default();
        format!("{}, {rows}{bytes}", line(&self.table))
    }
}

/// A finding with all that is known of it, on several lines.
pub(super) fn finding_text(finding: &Finding, sized: Option<&Sized>, indent: &str) -> String {
    let mut lines = vec![format!("{}: {}", title(finding), line(&finding.message))];
    if let Some(lock) = finding.lock {
        lines.push(format!("  takes {lock}"));
    }
    if let Some(blocks) = finding.blocks {
        let (what, how_long) = match blocks.split_once(", ") {
            Some((what, how_long)) => (what, format!(", {how_long}")),
            None => (blocks, String::new()),
        };
        let on = match (sized, &finding.table) {
            (Some(sized), _) => format!(" on {}", sized.words()),
            (None, Some(table)) => format!(" on {}", line(table)),
            (None, None) => String::new(),
        };
        lines.push(format!("  blocks {what}{on}{how_long}"));
    }
    match &finding.allowed {
        Some(reason) => lines.push(format!("  because: {}", line(reason))),
        None => lines.extend(
            finding.help.as_ref().map(|help| format!("  instead: {}", crate::escape::lines(help))),
        ),
    }
    if let Some(location) = &finding.location {
        lines.push(format!("  {QUIET}at {}:{}{QUIET:#}", line(&location.file), location.line));
    }
    lines.iter().map(|line| format!("{indent}{line}\n")).collect()
}

fn title(finding: &Finding) -> String {
    let (style, word) = match (&finding.allowed, finding.level) {
        (Some(_), _) => (QUIET, "allowed"),
        (None, Level::Error) => (ERROR, "error"),
        (None, Level::Warning) => (WARNING, "warning"),
        (None, Level::Note) => (NOTE, "note"),
    };
    format!("{style}{word}[{}]{style:#}", finding.rule)
}

/// A number with two digits at least: 48 M, 1.2 k.
fn short(number: u64, base: u64, units: &[&str]) -> String {
    let (mut value, mut unit) = (number as f64, 0);
    while value >= base as f64 && unit + 1 < units.len() {
        value /= base as f64;
        unit += 1;
    }
    match unit {
        0 => format!("{number}{}", units[0]),
        _ if value < 10.0 => format!("{value:.1}{}", units[unit]),
        _ => format!("{value:.0}{}", units[unit]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        let words = |rows, or_more, bytes| {
            Sized { table: "chats".to_owned(), rows, or_more, bytes }.words()
        };
        assert_eq!(words(Some(48_123_456), false, Some(33_285_996_544)), "chats, 48 M rows, 31 GB");
        assert_eq!(words(Some(1), false, Some(8192)), "chats, 1 row, 8.0 kB");
        assert_eq!(words(Some(1_000_000), true, None), "chats, more than 1.0 M rows");
        assert_eq!(words(None, false, Some(0)), "chats, how many rows is not known, 0 B");
        assert_eq!(short(999, 1000, &["", " k"]), "999");
    }
}
