//! NOT VALID, and nothing gained by it.

use crate::lint::{Level, POSTGRES, Rule};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "validation-in-one-transaction",
    level: Level::Error,
    backends: POSTGRES,
    about: "A constraint is added NOT VALID and validated in the same transaction",
    lock: Some("that of ADD CONSTRAINT, which is kept until the migration is committed"),
    blocks: Some("writes, and for a check reads too, until every row is read"),
    safer: "VALIDATE it in a later migration",
    page: include_str!("validation_in_one_transaction.md"),
    squawk: &[("constraint-missing-not-valid", |_, seen| {
        matches!(seen.operation, Operation::ValidateConstraint { .. })
    })],
    ..Rule::BLANK
};
