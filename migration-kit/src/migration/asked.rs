//! The plan of a migration that SeaORM knows only by its own trait.
//!
//! A list of migrations holds trait objects, which cannot be told apart and cannot be asked for
//! more than SeaORM's trait has. So the question goes beside it: it is left on the thread,
//! `use_transaction` is called, which only says something about a migration and does nothing, and a
//! migration that is data answers both.

use sea_orm_migration::MigrationTrait;
use std::cell::RefCell;

use super::{Plan, Planned};
use crate::Backend;
use crate::Direction;
use crate::dialect::ddl;
use crate::panics::catch;

enum Question {
    None,
    Asked(Backend, Direction),
    Answered(Answer),
}

/// What a migration that knows the kit says of itself.
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

/// How a migration asks to be run on a backend, in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mode {
    /// Whether its author lets it share a transaction with its record.
    pub(crate) transaction: bool,
    /// It changes tables that are in use, and cannot do that in a transaction; in one it takes the
    /// plain form.
    pub(crate) online: bool,
    /// It can be run again after it was ended half-way.
    pub(crate) repeatable: bool,
}

/// What the migration does on a backend, when it is data; nothing for a migration that is written
/// as an async function, and for one that panics here, which will tell why when it is run.
pub(crate) fn plan_of(
    migration: &dyn MigrationTrait,
    backend: Backend,
    direction: Direction,
) -> Option<Plan> {
    asked(migration, backend, direction)?.plan
}

/// How the migration asks to be run there.
pub(crate) fn mode_of(
    migration: &dyn MigrationTrait,
    backend: Backend,
    direction: Direction,
) -> Mode {
    let usual = ddl::of(backend).transactional();
    match asked(migration, backend, direction) {
        Some(Answer { transaction, plan, is_idempotent }) => Mode {
            transaction: transaction.unwrap_or(usual),
            online: plan.as_ref().is_some_and(Plan::is_online),
            repeatable: is_idempotent || plan.as_ref().is_some_and(Plan::is_repeatable),
        },
        None => {
            let transaction = migration.use_transaction().unwrap_or(usual);
            Mode { transaction, online: false, repeatable: false }
        }
    }
}

impl Mode {
    /// Whether it shares a transaction with its record, as long as it ends none itself.
    pub(crate) fn in_transaction(self) -> bool {
        self.transaction && !self.online
    }
}

fn asked(migration: &dyn MigrationTrait, backend: Backend, direction: Direction) -> Option<Answer> {
    QUESTION.set(Question::Asked(backend, direction));
    let asked = catch(|| migration.use_transaction());
    match (asked, QUESTION.replace(Question::None)) {
        (Ok(_), Question::Answered(answer)) => Some(answer),
        _ => None,
    }
}

/// Gives the migration's plan to whoever asked for it, and says whether somebody did.
pub(super) fn answer(migration: &dyn Planned) -> bool {
    let Question::Asked(backend, direction) = QUESTION.replace(Question::None) else {
        return false;
    };
    let plan = Some(of(migration, backend, direction));
    let (transaction, is_idempotent) = (migration.use_transaction(), migration.is_idempotent());
    QUESTION.set(Question::Answered(Answer { transaction, plan, is_idempotent }));
    true
}

/// The same for an async function that is idempotent.
pub(super) fn answer_idempotent(migration: &dyn MigrationTrait) -> bool {
    let Question::Asked(..) = QUESTION.replace(Question::None) else { return false };
    let transaction = migration.use_transaction();
    QUESTION.set(Question::Answered(Answer { transaction, plan: None, is_idempotent: true }));
    true
}

/// The plan of a migration that is at hand; nothing where sea-query has no words for it.
pub(super) fn plan(
    migration: &dyn Planned,
    backend: Backend,
    direction: Direction,
) -> Option<Plan> {
    catch(|| of(migration, backend, direction)).ok()
}

fn of(migration: &dyn Planned, backend: Backend, direction: Direction) -> Plan {
    match direction {
        Direction::Up => Plan::up_of(migration, backend),
        Direction::Down => Plan::down_of(migration, backend),
    }
}
