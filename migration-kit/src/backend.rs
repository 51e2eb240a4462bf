//! The databases that the kit knows: in goes SeaORM's word for one, out comes a value that
//! [`dialect`](crate::dialect) has an answer for.

use sea_orm::{ConnectionTrait, DbBackend, Statement, StatementBuilder};

/// A database that the kit knows. SeaORM's [`DbBackend`] may get more, and a `match` on it has to
/// say what happens then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Backend {
    /// MySQL and MariaDB.
    MySql,
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
}

impl Backend {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::MySql];

    /// That of a connection.
    pub(crate) fn of(db: &(impl ConnectionTrait + ?Sized)) -> Self {
        db.get_database_backend().into()
    }

    /// Its name, as people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::MySql => "MySQL",
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite",
        }
    }

    /// A statement of that text, without values.
    pub(crate) fn statement(self, sql: impl Into<String>) -> Statement {
        Statement::from_string(self.into(), sql)
    }

    /// A statement in its SQL, with its values.
    pub(crate) fn build(self, statement: &impl StatementBuilder) -> Statement {
        DbBackend::from(self).build(statement)
    }
}

impl From<DbBackend> for Backend {
    fn from(backend: DbBackend) -> Self {
        match backend {
            DbBackend::MySql => Self::MySql,
            DbBackend::Postgres => Self::Postgres,
            // SeaORM has no fourth one.
            _ => Self::Sqlite,
        }
    }
}

impl From<Backend> for DbBackend {
    fn from(backend: Backend) -> Self {
        match backend {
            Backend::MySql => Self::MySql,
            Backend::Postgres => Self::Postgres,
            Backend::Sqlite => Self::Sqlite,
        }
    }
}
