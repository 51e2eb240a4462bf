//! A UNIQUE constraint by way of its index, which is built while others write.

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::catalog::Made;
use super::index::CreateIndex;
use super::keeper::Online;
use super::{OnTable, Operation, Turn};
use crate::Backend;
use crate::dialect::online;
use crate::ops::{ident, idents};

/// ADD CONSTRAINT … UNIQUE that takes over an index where there is one, and else a unique index.
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

    fn using_index(&self, backend: Backend) -> Option<String> {
        let using = online::of(backend).using_index(&self.name);
        using.map(|using| self.adding(backend, &using))
    }
}

#[async_trait::async_trait]
impl Operation for AddUnique {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        if self.using_index(backend).is_none() {
            return self.index(backend).plain(backend);
        }
        let columns = format!("({})", idents(backend, &self.columns));
        vec![backend.statement(self.adding(backend, &columns))]
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        let turn = |text| Turn::Quick { table: self.table.clone(), statements: vec![text] };
        let index = self.index(backend).turns(backend);
        index.into_iter().chain(self.using_index(backend).map(turn)).collect()
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        let backend = online.backend;
        let Some(using_index) = self.using_index(backend) else {
            return self.index(backend).run(online).await;
        };
        if online.constraint(&self.table, &self.name).await? != Made::Not {
            return Ok(());
        }
        self.index(backend).run(online).await?;
        online.quickly(&self.table, &[using_index]).await
    }
}
