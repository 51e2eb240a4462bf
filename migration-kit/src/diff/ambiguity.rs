//! An ambiguity, with the flags that resolve it.

use std::collections::BTreeMap;

use serde::Serialize;

/// Something that only a person can decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ambiguity {
    /// What it is about, and what could go wrong, on one line.
    pub text: String,
    /// The flags that resolve it, each with what it means. One of them is enough.
    pub flags: Vec<Choice>,
}

/// A possible resolution.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Choice {
    /// The flag, such as `--drop users.name`, quoted for a shell where that is needed.
    pub flag: String,
    /// What it means.
    pub meaning: String,
}

/// The ambiguities of one backend, by what they are about.
pub(super) type Open = BTreeMap<String, Ambiguity>;

/// The ambiguities of all backends, each once.
pub(super) fn merge(of_each: Vec<Open>) -> Vec<Ambiguity> {
    let mut merged = Open::new();
    for open in of_each {
        for (about, ambiguity) in open {
            merged.entry(about).or_insert(ambiguity);
        }
    }
    merged.into_values().collect()
}

/// A flag that can be copied to a command line: quoted where a shell would take it apart.
pub(super) fn for_a_shell(flag: String) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_.:=-".contains(c);
    match flag.split_once(' ') {
        Some((name, value)) if !value.chars().all(is_plain) && !value.contains('\'') => {
            format!("{name} '{value}'")
        }
        _ => flag,
    }
}
