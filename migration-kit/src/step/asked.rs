//! The plan of a step that SeaORM knows only as one of its migrations.
//!
//! A list of migrations holds trait objects, which cannot be told apart and cannot be asked for more than SeaORM's trait
//! has. So the question goes beside it: it is left on the thread, `use_transaction` is called, which only says something
//! about a step and does nothing, and a step that is data answers both.

use sea_orm_migration::MigrationTrait;
use std::cell::RefCell;

use super::{Plan, Step};
use crate::Backend;
use crate::Direction;
use crate::panics::catch;

enum Question {
    None,
    Asked(Backend, Direction),
    Answered(Answer),
}

/// What a step that knows the kit says of itself.
struct Answer {
    /// What its author says of a transaction.
    transaction: Option<bool>,
    /// Nothing for an async function that is only said to be idempotent.
    plan: Option<Plan>,
    is_idempotent: bool,
}

thread_local! {
    static QUESTION: RefCell<Question> = const { RefCell::new(Question::None) };
}

/// How one way of a step wants to be run on a backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    /// Whether its author lets it share a transaction with its record.
    pub(crate) transaction: bool,
    /// It changes tables that are in use, and cannot do that in a transaction; in one it takes the plain form.
    pub(crate) online: bool,
    /// It can be run again after it was ended half-way.
    pub(crate) repeatable: bool,
}

/// What the step does on a backend, when it is data; nothing for a step that is written as an async function, and for one
/// that panics here, which will tell why when it is run.
pub(crate) fn plan_of(step: &dyn MigrationTrait, backend: Backend, direction: Direction) -> Option<Plan> {
    asked(step, backend, direction)?.plan
}

/// How the step wants to be run there.
pub(crate) fn wish_of(step: &dyn MigrationTrait, backend: Backend, direction: Direction) -> Wish {
    // On MySQL every statement commits by itself.
    let usual = backend != Backend::MySql;
    match asked(step, backend, direction) {
        Some(Answer { transaction, plan, is_idempotent }) => Wish {
            transaction: transaction.unwrap_or(usual),
            online: plan.as_ref().is_some_and(Plan::is_online),
            repeatable: is_idempotent || plan.as_ref().is_some_and(Plan::is_repeatable),
        },
        None => {
            let transaction = step.use_transaction().unwrap_or(usual);
            Wish { transaction, online: false, repeatable: false }
        }
    }
}

fn asked(step: &dyn MigrationTrait, backend: Backend, direction: Direction) -> Option<Answer> {
    QUESTION.set(Question::Asked(backend, direction));
    let asked = catch(|| step.use_transaction());
    match (asked, QUESTION.replace(Question::None)) {
        (Ok(_), Question::Answered(answer)) => Some(answer),
        _ => None,
    }
}

/// Gives the step's plan to whoever asked for it, and says whether somebody did.
pub(super) fn answer(step: &dyn Step) -> bool {
    let Question::Asked(backend, direction) = QUESTION.replace(Question::None) else { return false };
    let plan = Some(of(step, backend, direction));
    let (transaction, is_idempotent) = (step.use_transaction(), step.is_idempotent());
    QUESTION.set(Question::Answered(Answer { transaction, plan, is_idempotent }));
    true
}

/// The same for an async function that is idempotent.
pub(super) fn answer_idempotent(step: &dyn MigrationTrait) -> bool {
    let Question::Asked(..) = QUESTION.replace(Question::None) else { return false };
    let transaction = step.use_transaction();
    QUESTION.set(Question::Answered(Answer { transaction, plan: None, is_idempotent: true }));
    true
}

/// The plan of a step that is at hand; nothing where sea-query has no words for it.
pub(super) fn plan(step: &dyn Step, backend: Backend, direction: Direction) -> Option<Plan> {
    catch(|| of(step, backend, direction)).ok()
}

fn of(step: &dyn Step, backend: Backend, direction: Direction) -> Plan {
    match direction {
        Direction::Up => Plan::up_of(step, backend),
        Direction::Down => Plan::down_of(step, backend),
    }
}
