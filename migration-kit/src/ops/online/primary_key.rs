//! Another primary key: its index is built while others write, and takes the old key's place in a
//! moment.

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::index::CreateIndex;
use super::keeper::Online;
use super::{OnTable, Operation, Turn};
use crate::Backend;
use crate::dialect::online::{self, KeyByIndex};
use crate::ops::{ident, idents};

/// A primary key where it comes by way of its index; nothing elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct PrimaryKey {
    pub(crate) table: OnTable,
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
}

impl PrimaryKey {
    fn how(&self, backend: Backend) -> Option<KeyByIndex> {
        online::of(backend).primary_key(&self.name)
    }

    fn index(&self, backend: Backend, how: &KeyByIndex) -> CreateIndex {
        let (name, table) = (ident(backend, &how.index), self.table.sql(backend));
        let text =
            format!("CREATE UNIQUE INDEX {name} ON {table} ({})", idents(backend, &self.columns));
        CreateIndex::new(backend, text)
    }

    async fn is_made(&self, online: &Online<'_>, how: &KeyByIndex) -> Result<bool, DbErr> {
        Ok(online.texts(how.columns, &self.table, &self.name).await? == self.columns)
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
        let how = self.0.how(backend);
        how.map(|how| self.0.index(backend, &how).turns(backend)).unwrap_or_default()
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        let Some(how) = self.0.how(online.backend) else { return Ok(()) };
        if self.0.is_made(online, &how).await? {
            return Ok(());
        }
        self.0.index(online.backend, &how).run(online).await
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

    fn using_index(&self, backend: Backend) -> Option<String> {
        self.key.how(backend).map(|how| self.text(backend, &how.using))
    }
}

#[async_trait::async_trait]
impl Operation for SetPrimaryKey {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        if self.key.how(backend).is_none() {
            return Vec::new();
        }
        let columns = format!("({})", idents(backend, &self.key.columns));
        vec![backend.statement(self.text(backend, &columns))]
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        let turn = |text| Turn::Quick { table: self.key.table.clone(), statements: vec![text] };
        self.using_index(backend).into_iter().map(turn).collect()
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        let Some(how) = self.key.how(online.backend) else { return Ok(()) };
        if self.key.is_made(online, &how).await? {
            return Ok(());
        }
        online.quickly(&self.key.table, &[self.text(online.backend, &how.using)]).await
    }
}
