//! What two databases are said to be, beside each other: both in, what differs out.

use std::collections::BTreeSet;

use super::{Definitions, Subject};

/// What is said otherwise of one thing. Nothing where it is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    pub subject: Subject,
    pub wanted: Option<String>,
    pub there: Option<String>,
}

/// What came of a comparison.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub disagreements: Vec<Disagreement>,
    /// What only the second one has, a table or what belongs to none: nobody manages it.
    pub unmanaged: BTreeSet<String>,
}

impl Subject {
    /// Whether it is the thing itself, and no property of it.
    fn is_whole(&self) -> bool {
        self.attribute == "definition"
    }

    /// Whether it makes a table faster, smaller or better described, and takes and gives the same
    /// rows: who runs a server sets it there.
    pub fn is_tuning(&self) -> bool {
        const TUNING: [&str; 11] = [
            "storage",
            "compression",
            "statistics target",
            "storage parameters",
            "access method",
            "clustering",
            "replica identity",
            "comment",
            "children",
            "limits",
            "partitions",
        ];
        let of_column = self.kind == "column" && self.attribute == "options";
        of_column || self.kind == "statistics" || TUNING.contains(&self.attribute.as_str())
    }
}

impl Disagreement {
    /// On one line, with a word for each side.
    pub fn between(&self, [first, second]: [&str; 2]) -> String {
        let Self { subject, wanted, there } = self;
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let texts = [wanted, there].map(|text| text.as_deref().map(one_line));
        match texts.each_ref().map(Option::as_deref) {
            [Some(text), None] if subject.is_whole() => {
                format!("{subject}: only in {first}: {text}")
            }
            [None, Some(text)] if subject.is_whole() => {
                format!("{subject}: only in {second}: {text}")
            }
            [wanted, there] => {
                let [wanted, there] = [wanted, there].map(|text| text.unwrap_or("nothing"));
                format!("{subject}: {first} say {wanted}, {second} {there}")
            }
        }
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { table, kind, name, attribute } = self;
        if !self.is_whole() {
            write!(f, "{attribute} of ")?;
        }
        match table {
            Some(table) if name.is_empty() => write!(f, "{kind} {table}"),
            Some(table) => write!(f, "{kind} {name} of {table}"),
            None => write!(f, "{kind} {name}"),
        }
    }
}

/// What the second database is said to be that the first one is not, and the other way round. Of a
/// table that only the first one has the reader of the catalog tells.
pub fn compare(wanted: &Definitions, there: &Definitions) -> Seen {
    let (first, second) = (tables(wanted), tables(there));
    let is_compared = |subject: &&Subject| match &subject.table {
        Some(table) => first.contains(table.as_str()) && second.contains(table.as_str()),
        None => true,
    };
    let subjects: BTreeSet<&Subject> =
        wanted.texts.keys().chain(there.texts.keys()).filter(is_compared).collect();
    let mut seen = Seen::default();
    seen.unmanaged.extend(second.difference(&first).map(|table| format!("table {table}")));
    for subject in subjects {
        let (of_first, of_second) = (wanted.texts.get(subject), there.texts.get(subject));
        if of_first == of_second
            || is_renamed(subject, of_first, wanted, there)
            || is_renamed(subject, of_second, there, wanted)
        {
            continue;
        }
        if subject.table.is_none() && of_first.is_none() {
            seen.unmanaged.insert(format!("{} {}", subject.kind, subject.name));
            continue;
        }
        seen.disagreements.push(Disagreement {
            subject: subject.clone(),
            wanted: of_first.cloned(),
            there: of_second.cloned(),
        });
    }
    seen
}

/// What only the first database is said to be, of what the reader of a catalog has no words for.
/// Columns and the conditions of checks are the reader's, which knows what means the same.
pub fn unmade(wanted: &Definitions, there: &Definitions) -> Vec<Disagreement> {
    let is_check = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains("CHECK"));
    let mut unmade = compare(wanted, there).disagreements;
    unmade.retain(|of| {
        let is_read = of.subject.kind == "column" || is_check(&of.wanted) && is_check(&of.there);
        of.wanted.is_some() && !of.subject.is_tuning() && !is_read
    });
    unmade
}

fn tables(of: &Definitions) -> BTreeSet<&str> {
    of.texts.keys().filter_map(|subject| subject.table.as_deref()).collect()
}

/// Whether the other side has the same under a name that this one does not have: a name that a
/// server makes up may come out otherwise.
fn is_renamed(
    subject: &Subject,
    text: Option<&String>,
    own: &Definitions,
    other: &Definitions,
) -> bool {
    let (Some(text), false) = (text, other.texts.contains_key(subject)) else { return false };
    other.texts.iter().any(|(candidate, of)| {
        of == text
            && (&candidate.table, &candidate.kind, &candidate.attribute)
                == (&subject.table, &subject.kind, &subject.attribute)
            && !own.texts.contains_key(candidate)
            && subject.kind == "constraint"
    })
}
