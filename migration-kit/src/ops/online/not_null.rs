//! NOT NULL by way of a check: the rows are looked at while others write, and SET NOT NULL then
//! believes the check (PostgreSQL manual, ALTER TABLE, SET NOT NULL).

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::constraint::{AddConstraint, dropping};
use super::keeper::Online;
use super::table::OnTable;
use super::{Operation, Turn};
use crate::Backend;
use crate::ops::ident;

/// What PostgreSQL cuts names to, in bytes (manual, section 4.1.1).
pub(super) const LONGEST: usize = 63;

/// SET NOT NULL on PostgreSQL, and nothing elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct SetNotNull {
    pub(crate) table: OnTable,
    pub(crate) column: String,
}

impl SetNotNull {
    /// The check that stands in for it meanwhile. Its name is told by the column's, and is free in
    /// the table.
    fn check(&self, backend: Backend) -> AddConstraint {
        let mut name = format!("migration_kit_not_null_{}", self.column);
        while name.len() > LONGEST {
            name.pop();
        }
        let definition = format!("CHECK ({} IS NOT NULL)", ident(backend, &self.column));
        AddConstraint { table: self.table.clone(), name, definition }
    }

    /// Both in one transaction: as soon as the check is not needed it is gone.
    fn ending(&self, backend: Backend) -> [String; 2] {
        let set = format!("ALTER COLUMN {} SET NOT NULL", ident(backend, &self.column));
        [self.table.alter(backend, &set), dropping(backend, &self.table, &self.check(backend).name)]
    }
}

#[async_trait::async_trait]
impl Operation for SetNotNull {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        match backend {
            Backend::Postgres => self
                .ending(backend)
                .into_iter()
                .take(1)
                .map(|text| backend.statement(text))
                .collect(),
            Backend::Sqlite | Backend::MySql => Vec::new(),
        }
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        if backend != Backend::Postgres {
            return Vec::new();
        }
        let statements = self.ending(backend).to_vec();
        let ending = Turn::Quick { table: self.table.clone(), statements };
        self.check(backend).turns(backend).into_iter().chain([ending]).collect()
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        if online.backend != Backend::Postgres
            || online.is_not_null(&self.table, &self.column).await?
        {
            return Ok(());
        }
        self.check(online.backend).make(online).await?;
        online.quickly(&self.table, &self.ending(online.backend)).await
    }
}

/// DROP NOT NULL on PostgreSQL, and nothing elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct DropNotNull {
    pub(crate) table: OnTable,
    pub(crate) column: String,
}

impl DropNotNull {
    fn text(&self, backend: Backend) -> String {
        self.table
            .alter(backend, &format!("ALTER COLUMN {} DROP NOT NULL", ident(backend, &self.column)))
    }
}

#[async_trait::async_trait]
impl Operation for DropNotNull {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        match backend {
            Backend::Postgres => vec![backend.statement(self.text(backend))],
            Backend::Sqlite | Backend::MySql => Vec::new(),
        }
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        match backend {
            Backend::Postgres => {
                vec![Turn::Quick {
                    table: self.table.clone(),
                    statements: vec![self.text(backend)],
                }]
            }
            Backend::Sqlite | Backend::MySql => Vec::new(),
        }
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        match online.backend {
            Backend::Postgres => online.quickly(&self.table, &[self.text(online.backend)]).await,
            Backend::Sqlite | Backend::MySql => Ok(()),
        }
    }
}
