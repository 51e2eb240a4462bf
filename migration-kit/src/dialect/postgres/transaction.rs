//! A change of the schema is part of its transaction.

use sea_orm::DbErr;

use crate::dialect::Postgres;
use crate::dialect::transaction::Transaction;

impl Transaction for Postgres {
    /// PostgreSQL manual, "Multiple Statements in a Simple Query".
    fn in_one_message(&self) -> bool {
        true
    }

    /// It answers nothing in a transaction that has failed, which is one that is still there.
    fn rolled_back_by(&self, _: &DbErr) -> bool {
        false
    }

    fn shared_unseen(&self) -> bool {
        false
    }

    fn statement_by_statement(&self) -> bool {
        true
    }

    /// CONCURRENTLY.
    fn online_waits_alone(&self) -> bool {
        true
    }
}
