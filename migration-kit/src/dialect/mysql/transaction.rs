//! A change of the schema commits by itself (manual of MySQL 8.4, section 15.3.3).

use sea_orm::DbErr;

use crate::dialect::MySql;
use crate::dialect::transaction::Transaction;

impl Transaction for MySql {
    fn in_one_message(&self) -> bool {
        false
    }

    fn rolled_back_by(&self, _: &DbErr) -> bool {
        false
    }

    fn shared_unseen(&self) -> bool {
        false
    }

    fn statement_by_statement(&self) -> bool {
        true
    }

    fn online_waits_alone(&self) -> bool {
        false
    }
}
