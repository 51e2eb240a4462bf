//! What a command that destroys data, or makes a database, wants to know of it.

use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbErr, Statement};
use sea_orm_migration::async_trait;

use crate::Backend;

#[async_trait::async_trait]
pub(crate) trait Environment: Sync {
    /// What a look needs, in its transaction: patience with locks that ends after so many seconds,
    /// the schemas in which the mark may be, which is the database's and not one schema's, and no
    /// row that is hidden without an error. `path` is the search path that was chosen.
    fn look(&self, patience: u64, path: Option<String>) -> Option<Statement>;

    /// The question whether a table is there, with a placeholder for its name. It is no error when
    /// it is not: that would end the transaction.
    fn has_table(&self) -> &'static str;

    /// Schema and name of the tables that may hold rows of somebody's.
    fn tables(&self) -> &'static str;

    /// What tells a database that is no file from a copy of it.
    async fn identity(&self, db: &DatabaseTransaction) -> Result<String, DbErr>;

    /// How a database is made; nothing where it is a file.
    fn databases(&self) -> Option<&'static Databases>;
}

/// The databases of a server.
pub(crate) struct Databases {
    /// One to which everybody can connect to make another.
    pub(crate) beside: &'static str,
    /// The question whether one is there, with a placeholder for its name.
    pub(crate) exists: &'static str,
    /// What stands behind the name of a new one.
    pub(crate) options: &'static str,
    /// Whether another process has made it at the same time.
    pub(crate) is_there: fn(&DbErr) -> bool,
}

/// The answer to a question, which is a text; without a row an empty one.
pub(super) async fn text(
    db: &DatabaseTransaction,
    backend: Backend,
    sql: &str,
) -> Result<String, DbErr> {
    let row = db.query_one_raw(backend.statement(sql)).await?;
    row.map_or(Ok(String::new()), |row| row.try_get_by_index(0))
}

super::of!(Environment);
