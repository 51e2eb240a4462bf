//! What to do about a database: one table over what it says and what the code says.

use std::collections::{BTreeSet, HashSet};

use super::history::{MigrationStatus, State};
use crate::Direction;

/// How the database stands to the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Situation {
    /// Nothing was ever applied, and there is something to apply: nobody uses the database yet.
    NeverInstalled,
    /// Every migration of the code is applied, and no other.
    UpToDate,
    /// Migrations of the code are pending.
    Behind,
    /// Every migration of the code is applied, and others too: a newer image has been here.
    Ahead,
    /// Migrations of the code are pending, and others are applied: two branches have met.
    Diverged,
    /// A migration was begun and not ended, by a process that is gone or that is at it.
    PartiallyApplied,
}

/// What is decided, and the applied versions that the code does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) situation: Situation,
    pub(super) ahead: Vec<String>,
}

impl Decision {
    /// Whether there is nothing to do.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.situation, Situation::UpToDate | Situation::Ahead)
    }
}

/// What was begun and did not end, and cannot go on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unfinished {
    Nothing,
    OfOthers,
    Ours,
}

/// What is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Applied {
    Nothing,
    Ours,
    OthersToo,
}

/// From the state of each migration.
pub(super) fn decide(history: &[MigrationStatus]) -> Decision {
    let any = |test: fn(&MigrationStatus) -> bool| history.iter().any(test);
    let missing = history.iter().filter(|migration| migration.state == State::Missing);
    let ahead: Vec<String> = missing.map(|migration| migration.version.clone()).collect();
    let unfinished =
        if any(|migration| migration.is_stuck(Direction::Up) && !migration.is_of_others()) {
            Unfinished::Ours
        } else if any(|migration| migration.is_partially_applied() && migration.is_of_others()) {
            Unfinished::OfOthers
        } else {
            Unfinished::Nothing
        };
    let is_new =
        !any(|migration| migration.applied_at.is_some() || migration.is_partially_applied());
    let situation =
        situation(unfinished, any(MigrationStatus::is_pending), applied(is_new, &ahead));
    Decision { situation, ahead }
}

/// From the versions alone, where nothing was begun that did not end.
pub(super) fn decide_by_versions<'s>(
    ours: impl IntoIterator<Item = &'s str>,
    recorded: HashSet<String>,
) -> Decision {
    let is_new = recorded.is_empty();
    let mut ahead: BTreeSet<String> = recorded.into_iter().collect();
    // Each is looked for, also behind the first that is not there.
    let missing = ours.into_iter().filter(|version| !ahead.remove(*version)).count();
    let ahead: Vec<String> = ahead.into_iter().collect();
    let situation = situation(Unfinished::Nothing, missing > 0, applied(is_new, &ahead));
    Decision { situation, ahead }
}

fn applied(is_new: bool, ahead: &[String]) -> Applied {
    match (is_new, ahead) {
        (_, [_, ..]) => Applied::OthersToo,
        (true, []) => Applied::Nothing,
        (false, []) => Applied::Ours,
    }
}

fn situation(unfinished: Unfinished, pending: bool, applied: Applied) -> Situation {
    match (unfinished, pending, applied) {
        // An older image has nothing to do, whatever a newer one is at; but it does nothing beside
        // it either.
        (Unfinished::Ours, _, _) | (Unfinished::OfOthers, true, _) => Situation::PartiallyApplied,
        (Unfinished::OfOthers, false, _) | (Unfinished::Nothing, false, Applied::OthersToo) => {
            Situation::Ahead
        }
        (Unfinished::Nothing, false, Applied::Nothing | Applied::Ours) => Situation::UpToDate,
        (Unfinished::Nothing, true, Applied::OthersToo) => Situation::Diverged,
        (Unfinished::Nothing, true, Applied::Ours) => Situation::Behind,
        (Unfinished::Nothing, true, Applied::Nothing) => Situation::NeverInstalled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(states: &[State], expected: Situation) {
        let history: Vec<MigrationStatus> = states
            .iter()
            .enumerate()
            .map(|(at, state)| MigrationStatus::example(&format!("m{at}"), *state))
            .collect();
        assert_eq!(decide(&history).situation, expected, "{states:?}");
    }

    #[test]
    fn every_situation_is_told_apart() {
        use State::{Applied, Failed, Missing, Modified, OutOfOrder, Pending, Running};
        check(&[], Situation::UpToDate);
        check(&[Applied, Modified], Situation::UpToDate);
        check(&[Pending, Pending], Situation::NeverInstalled);
        check(&[Applied, Pending], Situation::Behind);
        check(&[OutOfOrder, Applied], Situation::Behind);
        check(&[Applied, Missing], Situation::Ahead);
        check(&[Missing], Situation::Ahead);
        check(&[Applied, Missing, Pending], Situation::Diverged);
        check(&[Missing, Pending], Situation::Diverged);
        check(&[Applied, Running, Pending], Situation::PartiallyApplied);
        check(&[Failed, Missing], Situation::PartiallyApplied);
    }

    #[test]
    fn the_versions_alone_decide_the_same() {
        let check = |ours: &[&str], recorded: &[&str], expected| {
            let recorded = recorded.iter().map(|version| (*version).to_owned()).collect();
            let Decision { situation, ahead } = decide_by_versions(ours.iter().copied(), recorded);
            assert_eq!((situation, ahead.join(" ").as_str()), expected, "{ours:?}");
        };
        check(&[], &[], (Situation::UpToDate, ""));
        check(&["a", "b"], &["a", "b"], (Situation::UpToDate, ""));
        check(&["a", "b"], &[], (Situation::NeverInstalled, ""));
        check(&["a", "b"], &["a"], (Situation::Behind, ""));
        check(&["a", "b"], &["b"], (Situation::Behind, ""));
        check(&["a"], &["a", "c", "b"], (Situation::Ahead, "b c"));
        check(&["a", "b", "c"], &["z"], (Situation::Diverged, "z"));
    }

    /// An older image boots while a newer one is at a migration, and also when that failed.
    #[test]
    fn what_a_newer_image_has_begun_is_its_own() {
        let of_others =
            |state| MigrationStatus { is_ours: false, ..MigrationStatus::example("m9", state) };
        let ours = |state| MigrationStatus::example("m1", state);
        for state in [State::Running, State::Failed] {
            assert_eq!(
                decide(&[ours(State::Applied), of_others(state)]).situation,
                Situation::Ahead
            );
            assert_eq!(
                decide(&[ours(State::Pending), of_others(state)]).situation,
                Situation::PartiallyApplied
            );
        }
    }
}
