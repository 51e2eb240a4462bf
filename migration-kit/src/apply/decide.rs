//! What to do about a database: one table over what it says and what the code says.

use super::history::{State, StepStatus};
use crate::Direction;

/// How the database stands to the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Situation {
    /// Nothing was ever applied, and there is something to apply: nobody uses the database yet.
    NeverInstalled,
    /// Every step of the code is applied, and no other.
    UpToDate,
    /// Steps of the code are pending.
    Behind,
    /// Every step of the code is applied, and others too: a newer image has been here.
    Ahead,
    /// Steps of the code are pending, and others are applied: two branches have met.
    Diverged,
    /// A step was begun and not ended, by a process that is gone or that is at it.
    HalfApplied,
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

pub(super) fn decide(history: &[StepStatus]) -> Decision {
    let missing = history.iter().filter(|step| step.state == State::Missing);
    Decision { situation: situation(history), ahead: missing.map(|step| step.version.clone()).collect() }
}

fn situation(history: &[StepStatus]) -> Situation {
    let any = |test: fn(&StepStatus) -> bool| history.iter().any(test);
    let half = any(|step| step.is_stuck(Direction::Up) && !step.is_of_others());
    let half_of_others = any(|step| step.is_half_applied() && step.is_of_others());
    let pending = any(StepStatus::is_pending);
    let others = any(|step| step.state == State::Missing);
    let installed = any(|step| step.applied_at.is_some() || step.is_half_applied());
    match (half, half_of_others, pending, others, installed) {
        (true, _, _, _, _) => Situation::HalfApplied,
        // An older image has nothing to do, whatever a newer one is at; but it does nothing beside it either.
        (false, true, true, _, _) => Situation::HalfApplied,
        (false, true, false, _, _) | (false, false, false, true, _) => Situation::Ahead,
        (false, false, false, false, _) => Situation::UpToDate,
        (false, false, true, true, _) => Situation::Diverged,
        (false, false, true, false, true) => Situation::Behind,
        (false, false, true, false, false) => Situation::NeverInstalled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(states: &[State], expected: Situation) {
        let history: Vec<StepStatus> = states
            .iter()
            .enumerate()
            .map(|(at, state)| StepStatus::example(&format!("m{at}"), *state))
            .collect();
        assert_eq!(decide(&history).situation, expected, "{states:?}");
    }

    #[test]
    fn every_situation_is_told_apart() {
        use State::{Applied, Edited, Failed, Late, Missing, Pending, Running};
        check(&[], Situation::UpToDate);
        check(&[Applied, Edited], Situation::UpToDate);
        check(&[Pending, Pending], Situation::NeverInstalled);
        check(&[Applied, Pending], Situation::Behind);
        check(&[Late, Applied], Situation::Behind);
        check(&[Applied, Missing], Situation::Ahead);
        check(&[Missing], Situation::Ahead);
        check(&[Applied, Missing, Pending], Situation::Diverged);
        check(&[Missing, Pending], Situation::Diverged);
        check(&[Applied, Running, Pending], Situation::HalfApplied);
        check(&[Failed, Missing], Situation::HalfApplied);
    }

    /// An older image boots while a newer one is at a step, and also when that failed.
    #[test]
    fn what_a_newer_image_has_begun_is_its_own() {
        let of_others = |state| StepStatus { is_ours: false, ..StepStatus::example("m9", state) };
        let ours = |state| StepStatus::example("m1", state);
        for state in [State::Running, State::Failed] {
            assert_eq!(decide(&[ours(State::Applied), of_others(state)]).situation, Situation::Ahead);
            assert_eq!(decide(&[ours(State::Pending), of_others(state)]).situation, Situation::HalfApplied);
        }
    }
}
