//! Another primary key: its index is built while others write, and takes the old key's place in a
//! moment (PostgreSQL manual, ALTER TABLE, ADD table_constraint_using_index).

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::index::CreateIndex;
use super::keeper::Online;
use super::not_null::LONGEST;
use super::table::OnTable;
use super::{Operation, Turn};
use crate::Backend;
use crate::ops::{ident, idents};

/// A primary key of PostgreSQL; nothing elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct PrimaryKey {
    pub(crate) table: OnTable,
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
}

impl PrimaryKey {
    /// What the index is called until it is the key's, and bears its name.
    fn index_name(&self) -> String {
        const END: &str = "__new";
        let mut name = self.name.clone();
        while name.len() + END.len() > LONGEST {
            name.pop();
        }
        name + END
    }

    fn index(&self, backend: Backend) -> CreateIndex {
        let (name, table) = (ident(backend, &self.index_name()), self.table.sql(backend));
        let text =
            format!("CREATE UNIQUE INDEX {name} ON {table} ({})", idents(backend, &self.columns));
        CreateIndex::new(backend, text)
    }

    async fn is_made(&self, online: &Online<'_>) -> Result<bool, DbErr> {
        Ok(online.key_columns(&self.table, &self.name).await? == self.columns)
    }
}

/// The index with which the key will come.
#[derive(Clone, Debug)]
pub(crate) struct BuildPrimaryKey(pub(crate) PrimaryKey);

#[async_trait::async_trait]
impl Operation for BuildPrimaryKey {
    /// In a transaction the key builds it.
    fn plain(&self, _backend: Backend) -> Vec<Statement> {
        Vec::new()
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        match backend {
            Backend::Postgres => self.0.index(backend).turns(backend),
            Backend::Sqlite | Backend::MySql => Vec::new(),
        }
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        if online.backend != Backend::Postgres || self.0.is_made(online).await? {
            return Ok(());
        }
        self.0.index(online.backend).run(online).await
    }
}

/// The old key goes and the new one comes, in one statement: the table is never without.
#[derive(Clone, Debug)]
pub(crate) struct SetPrimaryKey {
    pub(crate) key: PrimaryKey,
    /// The old key's name.
    pub(crate) old: String,
}

impl SetPrimaryKey {
    fn text(&self, backend: Backend, definition: &str) -> String {
        let (old, name) = (ident(backend, &self.old), ident(backend, &self.key.name));
        let actions = format!(
            "DROP CONSTRAINT IF EXISTS {old}, ADD CONSTRAINT {name} PRIMARY KEY {definition}"
        );
        self.key.table.alter(backend, &actions)
    }

    fn using_index(&self, backend: Backend) -> String {
        self.text(backend, &format!("USING INDEX {}", ident(backend, &self.key.index_name())))
    }
}

#[async_trait::async_trait]
impl Operation for SetPrimaryKey {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        match backend {
            Backend::Postgres => {
                let columns = format!("({})", idents(backend, &self.key.columns));
                vec![backend.statement(self.text(backend, &columns))]
            }
            Backend::Sqlite | Backend::MySql => Vec::new(),
        }
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        let statements = vec![self.using_index(backend)];
        match backend {
            Backend::Postgres => vec![Turn::Quick { table: self.key.table.clone(), statements }],
            Backend::Sqlite | Backend::MySql => Vec::new(),
        }
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        if online.backend != Backend::Postgres || self.key.is_made(online).await? {
            return Ok(());
        }
        online.quickly(&self.key.table, &[self.using_index(online.backend)]).await
    }
}
