//! A change of the schema is part of its transaction.

use sea_orm::DbErr;

use crate::dialect::Sqlite;
use crate::dialect::transaction::Transaction;
use crate::error::code;

impl Transaction for Sqlite {
    fn in_one_message(&self) -> bool {
        false
    }

    /// SQLite rolls back by itself when memory, the disk or what is on it fails
    /// (<https://www.sqlite.org/lang_transaction.html>).
    fn rolled_back_by(&self, error: &DbErr) -> bool {
        code(error).is_some_and(|code| ["7", "10", "13"].contains(&code.as_str()))
    }

    fn shared_unseen(&self) -> bool {
        true
    }

    fn statement_by_statement(&self) -> bool {
        false
    }

    fn online_waits_alone(&self) -> bool {
        false
    }
}
