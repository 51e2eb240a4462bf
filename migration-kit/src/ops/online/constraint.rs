//! Foreign keys and checks: added without looking at the rows, which is over in a moment, and then
//! checked against them while others write (PostgreSQL manual, ALTER TABLE, VALIDATE CONSTRAINT).

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::catalog::Made;
use super::keeper::Online;
use super::table::OnTable;
use super::{Operation, Turn};
use crate::Backend;
use crate::ops::ident;

/// ADD CONSTRAINT … NOT VALID, and VALIDATE. A server of MySQL checks the rows at once, with the
/// table locked for writers.
#[derive(Clone, Debug)]
pub(crate) struct AddConstraint {
    pub(crate) table: OnTable,
    pub(crate) name: String,
    /// `FOREIGN KEY …` or `CHECK (…)`.
    pub(crate) definition: String,
}

impl AddConstraint {
    fn adding(&self, backend: Backend) -> String {
        let Self { table, name, definition } = self;
        table.alter(backend, &format!("ADD CONSTRAINT {} {definition}", ident(backend, name)))
    }

    /// Without a look at the rows, and then with one. A server of MySQL looks at once.
    fn not_valid(&self, backend: Backend) -> String {
        format!("{} NOT VALID", self.adding(backend))
    }

    fn validating(&self, backend: Backend) -> String {
        self.table.alter(backend, &format!("VALIDATE CONSTRAINT {}", ident(backend, &self.name)))
    }

    /// Adds it and checks the rows, as far as that is not done. Rows that break it leave it away,
    /// so that nothing is stopped that went through before.
    pub(super) async fn make(&self, online: &Online<'_>) -> Result<(), DbErr> {
        let backend = online.backend;
        let made = online.constraint(&self.table, &self.name).await?;
        if backend != Backend::Postgres {
            return match made {
                Made::Not => online.quickly(&self.table, &[self.adding(backend)]).await,
                Made::Half | Made::Whole => Ok(()),
            };
        }
        if made == Made::Not {
            online.quickly(&self.table, &[self.not_valid(backend)]).await?;
        }
        if made == Made::Whole {
            return Ok(());
        }
        let validated = online.patiently(&self.validating(backend)).await;
        if validated.is_err() {
            // What counts is what the rows are like; where the connection is gone this cannot work
            // either.
            let _ =
                online.quickly(&self.table, &[dropping(backend, &self.table, &self.name)]).await;
        }
        validated
    }
}

/// PostgreSQL's DROP CONSTRAINT.
pub(super) fn dropping(backend: Backend, table: &OnTable, name: &str) -> String {
    table.alter(backend, &format!("DROP CONSTRAINT IF EXISTS {}", ident(backend, name)))
}

#[async_trait::async_trait]
impl Operation for AddConstraint {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        vec![backend.statement(self.adding(backend))]
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        let quick = |text| Turn::Quick { table: self.table.clone(), statements: vec![text] };
        match backend {
            Backend::Postgres => {
                vec![quick(self.not_valid(backend)), Turn::Patient(self.validating(backend))]
            }
            Backend::Sqlite | Backend::MySql => vec![quick(self.adding(backend))],
        }
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        self.make(online).await
    }
}

/// What a constraint is, which MySQL wants to be told to drop it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    ForeignKey,
    Check,
    Unique,
    PrimaryKey,
}

/// DROP CONSTRAINT, of one that may be gone already.
#[derive(Clone, Debug)]
pub(crate) struct DropConstraint {
    pub(crate) table: OnTable,
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

impl DropConstraint {
    fn text(&self, backend: Backend) -> String {
        let name = ident(backend, &self.name);
        match (backend, self.kind) {
            (Backend::MySql, Kind::ForeignKey) => {
                self.table.alter(backend, &format!("DROP FOREIGN KEY {name}"))
            }
            (Backend::MySql, Kind::Unique) => {
                self.table.alter(backend, &format!("DROP INDEX {name}"))
            }
            (Backend::MySql, Kind::PrimaryKey) => self.table.alter(backend, "DROP PRIMARY KEY"),
            (Backend::MySql, Kind::Check) => {
                self.table.alter(backend, &format!("DROP CONSTRAINT {name}"))
            }
            (Backend::Sqlite | Backend::Postgres, _) => dropping(backend, &self.table, &self.name),
        }
    }
}

#[async_trait::async_trait]
impl Operation for DropConstraint {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        vec![backend.statement(self.text(backend))]
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        vec![Turn::Quick { table: self.table.clone(), statements: vec![self.text(backend)] }]
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        match online.constraint(&self.table, &self.name).await? {
            Made::Not => Ok(()),
            Made::Half | Made::Whole => {
                online.quickly(&self.table, &[self.text(online.backend)]).await
            }
        }
    }
}
