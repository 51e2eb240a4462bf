//! The checklist: what was looked at, with a mark for each.

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::Topic;
use super::text::finding_text;
use crate::escape::{line, lines};
use crate::lint::merged::Count;
use crate::lint::{Finding, Level};

/// The topics of the items. What breaks an item is a finding of its topic, or of a rule of the
/// linter.
pub(super) const TOPICS: [Topic; 7] =
    [ENTITIES_LISTED, ENTITIES_EQUAL_MIGRATIONS, ROUND_TRIP, POLICY, HISTORY, LIVE, COMPILE];

pub(crate) const ENTITIES_LISTED: Topic = item(
    "entities-listed",
    "An entity is missing in the list of entities",
    "add it to `entities![…]`, or say why not with .without(…)",
);
pub(crate) const ENTITIES_EQUAL_MIGRATIONS: Topic = item(
    "entities-equal-migrations",
    "The entities and the migrations make different schemas",
    "run `generate`, which writes the migration between them",
);
pub(crate) const ROUND_TRIP: Topic = item(
    "round-trip",
    "The migrations do not go up, down and up again with rows in the tables",
    "mend the migration's `up` or `down`",
);
/// As the conventions call what is wrong with the policy itself.
const POLICY: Topic = item(
    "policy",
    "The policy contradicts itself, or an exemption excuses nothing",
    "correct the policy beside the list of entities",
);
pub(crate) const HISTORY: Topic = item(
    "history",
    "The database's record and the migrations do not agree",
    "`status` shows the state of each migration",
);
pub(crate) const LIVE: Topic = item(
    "live",
    "The database has another schema than the migrations make",
    "write a migration, or mend the database by hand",
);
pub(crate) const COMPILE: Topic =
    item("compile", "The workspace does not compile", "`cargo check --workspace` says more");

const fn item(name: &'static str, about: &'static str, help: &'static str) -> Topic {
    Topic { name, level: Level::Error, about, help, page: None }
}

const PASSED: Style = AnsiColor::Green.on_default().bold();
const FAILED: Style = AnsiColor::Red.on_default().bold();
const SKIPPED: Style = AnsiColor::Yellow.on_default();

/// What a check looks at, in its order. Serialized, it is part of the document of `check --format
/// json` (`docs/check.schema.json`).
#[derive(Debug, Default, Serialize)]
pub(crate) struct Checklist {
    pub items: Vec<Item>,
}

/// One line of the list.
#[derive(Debug, Serialize)]
pub(crate) struct Item {
    /// Which it is; there may be one for each backend.
    pub name: &'static str,
    /// What is checked, in words for people.
    pub title: String,
    pub backend: Option<&'static str>,
    pub state: Outcome,
    /// What was seen, or why it was skipped.
    pub detail: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    pub findings: Vec<Finding>,
}

/// What came of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Passed,
    Failed,
    /// It could not be done, and says nothing.
    Skipped,
}

/// The marks, for a terminal that knows them and for one that does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marks {
    Unicode,
    Ascii,
}

impl Item {
    /// What was looked at; it is passed unless there is an error among the findings.
    pub(crate) fn of(name: &'static str, title: impl Into<String>, findings: Vec<Finding>) -> Self {
        let failed = findings.iter().any(Finding::is_error);
        let state = if failed { Outcome::Failed } else { Outcome::Passed };
        let detail = Count::of(&findings).words();
        Self { name, title: title.into(), backend: None, state, detail, help: None, findings }
    }

    /// What could not be looked at, why, and what would change that.
    pub(crate) fn skipped(
        name: &'static str,
        title: impl Into<String>,
        why: impl Into<String>,
        help: Option<String>,
    ) -> Self {
        let detail = Some(why.into());
        Self {
            name,
            title: title.into(),
            backend: None,
            state: Outcome::Skipped,
            detail,
            help,
            findings: Vec::new(),
        }
    }

    /// The same of one backend.
    pub(crate) fn on(self, backend: &'static str) -> Self {
        Self { backend: Some(backend), title: format!("{} on {backend}", self.title), ..self }
    }

    /// The same with what was seen, before what was found.
    pub(crate) fn seen(self, detail: impl Into<String>) -> Self {
        let found = self.detail.map(|found| format!("; {found}")).unwrap_or_default();
        Self { detail: Some(detail.into() + &found), ..self }
    }

    /// The same with what to do about it.
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Its line, and below it what is wrong and what to do.
    pub(crate) fn text(&self, marks: Marks) -> String {
        let (style, unicode, ascii) = match self.state {
            Outcome::Passed => (PASSED, "✓", "+"),
            Outcome::Failed => (FAILED, "✗", "x"),
            Outcome::Skipped => (SKIPPED, "–", "-"),
        };
        let mark = if marks == Marks::Unicode { unicode } else { ascii };
        let state = if self.state == Outcome::Skipped { "skipped: " } else { "" };
        let detail = self
            .detail
            .as_ref()
            .map(|detail| format!(": {state}{}", line(detail)))
            .unwrap_or_default();
        let mut text = format!("{style}{mark}{style:#} {}{detail}\n", line(&self.title));
        if let Some(help) = &self.help {
            text.push_str(&format!("    {}\n", lines(help)));
        }
        // What is no error is counted in the line.
        for finding in self.findings.iter().filter(|finding| finding.is_error()) {
            text.push_str(&finding_text(finding, None, "    "));
        }
        text
    }
}

impl Checklist {
    /// Whether nothing of it failed.
    pub(crate) fn passed(&self) -> bool {
        self.count(Outcome::Failed) == 0
    }

    pub(crate) fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.items.iter().flat_map(|item| &item.findings)
    }

    /// What came of it, on one line.
    pub(crate) fn summary(&self) -> String {
        let count = |outcome| self.count(outcome);
        let (passed, failed, skipped) =
            (count(Outcome::Passed), count(Outcome::Failed), count(Outcome::Skipped));
        format!("{passed} passed, {failed} failed, {skipped} skipped")
    }

    fn count(&self, outcome: Outcome) -> usize {
        self.items.iter().filter(|item| item.state == outcome).count()
    }
}
