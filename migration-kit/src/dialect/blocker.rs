//! Who is in the way of a session that waits for a table.

use sea_orm::DatabaseConnection;
use sea_orm_migration::async_trait;

pub(crate) trait Blockers: Sync {
    /// Who looks at the session of that number, on the server of that connection; nothing where
    /// nobody can be in its way.
    fn lookout(&self, db: &DatabaseConnection, session: i64) -> Option<Box<dyn Lookout>>;
}

/// Looks at one session, from a connection of its own.
#[async_trait::async_trait]
pub(crate) trait Lookout: Send + Sync {
    /// The same without its connection.
    fn anew(&self) -> Box<dyn Lookout>;

    /// The session in the way. A connection that fails is opened again next time.
    async fn ask(&mut self) -> Option<Blocker>;
}

/// The session that is in the way. What it runs may hold somebody's data, and is not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Blocker {
    /// Which one it is, what it does, and since when.
    pub(crate) who: String,
    /// The statement that ends it.
    pub(crate) ends: String,
}

super::of_driver!(Blockers);
