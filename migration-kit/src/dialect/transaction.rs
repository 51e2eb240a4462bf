//! What a transaction is worth to a migration, and what goes into one.

use sea_orm::DbErr;

pub(crate) trait Transaction: Sync {
    /// Several statements go in one message, which ends at its first error: the end of one
    /// transaction and the begin of the next, or a migration with its record.
    fn in_one_message(&self) -> bool;

    /// Whether that error has rolled the transaction back already.
    fn rolled_back_by(&self, error: &DbErr) -> bool;

    /// Migrations of which nothing is known may share a transaction: on a shadow database no
    /// session is behind it that one of them could change for the next.
    fn shared_unseen(&self) -> bool;

    /// A migration that is data runs and is counted statement by statement.
    fn statement_by_statement(&self) -> bool;

    /// What changes a table online waits for every transaction that could use the table, and nobody
    /// waits for it.
    fn online_waits_alone(&self) -> bool;
}

super::of!(Transaction);
