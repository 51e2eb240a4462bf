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
    /// What its author says of a transaction, and the plan.
    Answered(Option<bool>, Plan),
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
pub(crate) fn plan_of(step: &dyn MigrationTrait, backend: DbBackend, direction: Direction) -> Option<Plan> {
    asked(step, backend, direction).map(|(_, plan)| plan)
}

/// How the step wants to be run there.
pub(crate) fn wish_of(step: &dyn MigrationTrait, backend: DbBackend, direction: Direction) -> Wish {
    // On MySQL every statement commits by itself.
    let usual = backend != DbBackend::MySql;
    match asked(step, backend, direction) {
        Some((transaction, plan)) => Wish {
            transaction: transaction.unwrap_or(usual),
            online: plan.is_online(),
            repeatable: plan.is_repeatable(),
        },
        None => {
            let transaction = step.use_transaction().unwrap_or(usual);
            Wish { transaction, online: false, repeatable: false }
        }
    }
}

fn asked(
    step: &dyn MigrationTrait,
    backend: DbBackend,
    direction: Direction,
) -> Option<(Option<bool>, Plan)> {
    QUESTION.set(Question::Asked(backend, direction));
    let asked = catch(|| step.use_transaction());
    match (asked, QUESTION.replace(Question::None)) {
        (Ok(_), Question::Answered(transaction, plan)) => Some((transaction, plan)),
        _ => None,
    }
}

/// Gives the step's plan to whoever asked for it, and says whether somebody did.
pub(super) fn answer(step: &dyn Step) -> bool {
    let Question::Asked(backend, direction) = QUESTION.replace(Question::None) else { return false };
    let plan = of(step, backend, direction);
    QUESTION.set(Question::Answered(step.use_transaction(), plan));
    true
}

/// The plan of a step that is at hand; nothing where sea-query has no words for it.
pub(super) fn plan(step: &dyn Step, backend: DbBackend, direction: Direction) -> Option<Plan> {
    catch(|| of(step, backend, direction)).ok()
}

fn of(step: &dyn Step, backend: DbBackend, direction: Direction) -> Plan {
    match direction {
        Direction::Up => Plan::up_of(step, backend),
        Direction::Down => Plan::down_of(step, backend),
    }
}
