//! The plan of a step that SeaORM knows only as one of its migrations.
//!
//! A list of migrations holds trait objects, which cannot be told apart and cannot be asked for more than SeaORM's trait
//! has. So the question goes beside it: it is left on the thread, `use_transaction` is called, which only says something
//! about a step and does nothing, and a step that is data answers both.

use std::cell::RefCell;

use sea_orm::DbBackend;
use sea_orm_migration::MigrationTrait;

use super::{Plan, Step};
use crate::Direction;
use crate::panics::catch;

enum Question {
    None,
    Asked(DbBackend, Direction),
    Answered(Plan),
}

thread_local! {
    static QUESTION: RefCell<Question> = const { RefCell::new(Question::None) };
}

/// What the step does on a backend, when it is data; nothing for a step that is written as an async function, and for one
/// that panics here, which will tell why when it is run.
pub(crate) fn plan_of(step: &dyn MigrationTrait, backend: DbBackend, direction: Direction) -> Option<Plan> {
    QUESTION.set(Question::Asked(backend, direction));
    let asked = catch(|| step.use_transaction());
    match (asked, QUESTION.replace(Question::None)) {
        (Ok(_), Question::Answered(plan)) => Some(plan),
        _ => None,
    }
}

/// Gives the step's plan to whoever asked for it.
pub(super) fn answer(step: &dyn Step) {
    if let Question::Asked(backend, direction) = QUESTION.replace(Question::None) {
        QUESTION.set(Question::Answered(match direction {
            Direction::Up => Plan::up_of(step, backend),
            Direction::Down => Plan::down_of(step, backend),
        }));
    }
}
