//! What a review has found.

use serde::Serialize;

use super::Rule;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It loses data, fails, or keeps others from working, and there is a better way: `review` and
    /// `check` exit with 1.
    Error,
    /// It may be meant, and should be looked at.
    Warning,
    /// Worth knowing.
    Note,
}

impl Level {
    /// The word for people and for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A location in the source, as the compiler tells it: relative to the workspace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: u32,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How bad it is.
    pub level: Level,
    /// The backends that it is about; none where it is about no database.
    pub backends: Vec<&'static str>,
    /// The migration, where it is about one.
    pub version: Option<String>,
    /// Which of the migration's statements on the first of the backends, counted from nought.
    pub statement: Option<usize>,
    /// The table.
    pub table: Option<String>,
    /// The column, index or constraint.
    pub object: Option<String>,
    /// What happens, in one sentence.
    pub message: String,
    /// The lock that it takes.
    pub lock: Option<&'static str>,
    /// What that blocks.
    pub blocks: Option<&'static str>,
    /// What to do instead.
    pub help: Option<String>,
    /// The location in the source, where it is known.
    pub location: Option<Location>,
    /// Why it is allowed, where somebody has said so: then it counts no more.
    pub allowed: Option<String>,
}

impl Finding {
    /// What a rule has found, and nothing yet of where.
    pub(crate) fn of(rule: &'static Rule, message: String) -> Self {
        Self {
            lock: rule.lock,
            blocks: rule.blocks,
            help: Some(rule.safer.to_owned()),
            ..Self::new(rule.name, rule.level, message)
        }
    }

    /// What something else than a rule of SQL has found.
    pub(crate) fn new(rule: &'static str, level: Level, message: String) -> Self {
        Self {
            rule,
            level,
            backends: Vec::new(),
            version: None,
            statement: None,
            table: None,
            object: None,
            message,
            lock: None,
            blocks: None,
            help: None,
            location: None,
            allowed: None,
        }
    }

    /// Whether it has to be dealt with.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error && self.allowed.is_none()
    }
}
