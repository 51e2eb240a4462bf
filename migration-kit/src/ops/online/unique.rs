//! A UNIQUE constraint by way of its index, which is built while others write (PostgreSQL manual,
//! ALTER TABLE, ADD table_constraint_using_index).

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::catalog::Made;
use super::index::CreateIndex;
use super::keeper::Online;
use super::table::OnTable;
use super::{Operation, Turn};
use crate::Backend;
use crate::ops::{ident, idents};

/// ADD CONSTRAINT … UNIQUE USING INDEX on PostgreSQL, and a unique index elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct AddUnique {
    pub(crate) table: OnTable,
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
}

impl AddUnique {
    fn index(&self, backend: Backend) -> CreateIndex {
        let (name, table) = (ident(backend, &self.name), self.table.sql(backend));
        let text =
            format!("CREATE UNIQUE INDEX {name} ON {table} ({})", idents(backend, &self.columns));
        CreateIndex::new(backend, text)
    }

    fn adding(&self, backend: Backend, definition: &str) -> String {
        self.table.alter(
            backend,
            &format!("ADD CONSTRAINT {} UNIQUE {definition}", ident(backend, &self.name)),
        )
    }

    fn using_index(&self, backend: Backend) -> String {
        self.adding(backend, &format!("USING INDEX {}", ident(backend, &self.name)))
    }
}

#[async_trait::async_trait]
impl Operation for AddUnique {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        match backend {
            Backend::Postgres => {
                let columns = format!("({})", idents(backend, &self.columns));
                vec![backend.statement(self.adding(backend, &columns))]
            }
            Backend::Sqlite | Backend::MySql => self.index(backend).plain(backend),
        }
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        let mut turns = self.index(backend).turns(backend);
        if backend == Backend::Postgres {
            let statements = vec![self.using_index(backend)];
            turns.push(Turn::Quick { table: self.table.clone(), statements });
        }
        turns
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        let backend = online.backend;
        if backend == Backend::Postgres
            && online.constraint(&self.table, &self.name).await? != Made::Not
        {
            return Ok(());
        }
        self.index(backend).run(online).await?;
        match backend {
            Backend::Postgres => online.quickly(&self.table, &[self.using_index(backend)]).await,
            Backend::Sqlite | Backend::MySql => Ok(()),
        }
    }
}
