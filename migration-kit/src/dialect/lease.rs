//! A lease, where the lock of a session does not hold: what a server is, and how a row is taken
//! over from its owner.

use sea_orm::sea_query::{SelectStatement, UpdateStatement};
use sea_orm::{DatabaseConnection, DbErr};
use sea_orm_migration::async_trait;

#[async_trait::async_trait]
pub(crate) trait Lease: Sync {
    /// Milliseconds by the server's clock, which all owners share; nothing where a lease is not
    /// needed, because nobody shares a session.
    fn clock_in_milliseconds(&self) -> Option<&'static str>;

    /// The statement that ends what an owner has left open in the middle of a transaction, with a
    /// placeholder for what the owner's sessions call themselves; nothing where nobody is told
    /// that. It answers with a row for each.
    fn end_transactions(&self) -> Option<&'static str>;

    /// Adds to what takes a lease over that its owner runs nothing any more. `row` finds the row of
    /// the lease.
    fn if_idle(&self, update: &mut UpdateStatement, row: SelectStatement);

    /// Asks the server what it is. A node of a cluster is told to answer only when it knows what
    /// the other nodes have committed.
    async fn server(&self, db: &DatabaseConnection) -> Result<Server, DbErr>;
}

/// What a server is, as far as it matters for the lock.
pub(crate) struct Server {
    /// A session's lock means nothing there.
    pub(crate) needs_lease: bool,
    /// The number of the session that has answered, where it comes with the answer.
    pub(crate) session: Option<i64>,
}

super::of!(Lease);
