//! What was found, for people and for machines: text, GitHub's annotations, SARIF, and the
//! documents of `--format json`. Values in, texts out: what is printed where is for `cli`.

pub(crate) mod checklist;
mod github;
mod highlight;
mod sarif;
mod tests;
mod text;

pub(crate) use checklist::{Checklist, Item, Marks};
pub(crate) use github::annotations;
pub(crate) use sarif::sarif;

use crate::lint::conventions::{self, Convention};
use crate::lint::{Finding, Level, Rule, rules};

/// What a finding can be about: a rule of the linter, a convention, or an item of the checklist.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Topic {
    /// As in [`Finding::rule`](crate::lint::Finding::rule).
    pub name: &'static str,
    pub level: Level,
    /// What is wrong, in one sentence without its full stop.
    pub about: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// The same at length, where there is a page.
    pub page: Option<&'static str>,
}

impl Topic {
    fn of_rule(rule: &Rule) -> Self {
        Self {
            name: rule.name,
            level: rule.level,
            about: rule.about,
            help: rule.safer,
            page: Some(rule.page),
        }
    }

    fn of_convention(convention: &Convention) -> Self {
        Self {
            name: convention.name,
            level: convention.level,
            about: convention.about,
            help: convention.help,
            page: Some(convention.page),
        }
    }
}

impl Finding {
    /// About a topic, and nothing yet of where.
    pub(crate) fn about(topic: &Topic, message: impl Into<String>) -> Self {
        Self {
            help: Some(topic.help.to_owned()),
            ..Self::new(topic.name, topic.level, message.into())
        }
    }
}

/// Everything that can be found.
fn topics() -> Vec<Topic> {
    let rules = rules().iter().map(|rule| Topic::of_rule(rule));
    let conventions = conventions::all().iter().map(|convention| Topic::of_convention(convention));
    rules.chain(conventions).chain(checklist::TOPICS).collect()
}
