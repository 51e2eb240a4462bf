//! A step that panics.

use crate::lint::{ALL, Hit, Level, Place, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "step-panics",
    level: Level::Error,
    backends: ALL,
    about: "The step panics, so it was not reviewed",
    safer: "return an error instead; what sea-query cannot say on a backend is a panic too, and is said in SQL or by an op",
    page: include_str!("step_panics.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let why = subject.failed.and_then(panic_of);
    why.map(|why| Hit { place: place_of(why), ..Hit::of_step(format!("it panics: {why}")) })
        .into_iter()
        .collect()
}

/// What a step panics with, and where.
pub(super) fn panic_of(failed: &str) -> Option<&str> {
    failed.split_once("the step panicked: ").map(|(_, why)| why)
}

/// The place that the command line knows: `… (at migration/src/m….rs:12:9)`.
fn place_of(why: &str) -> Option<Place> {
    let (_, at) = why.strip_suffix(')')?.rsplit_once(" (at ")?;
    let (at, _) = at.rsplit_once(':')?;
    let (file, line) = at.rsplit_once(':')?;
    Some(Place { file: file.replace('\\', "/"), line: line.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_has_its_place_where_it_is_known() {
        let place = place_of("no (never) (at migration/src/m1.rs:12:9)").unwrap();
        assert_eq!((place.file.as_str(), place.line), ("migration/src/m1.rs", 12));
        assert_eq!(place_of("not yet (ever)"), None);
    }
}
