//! Indexes, built and dropped while the table is in use.

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::catalog::Made;
use super::keeper::Online;
use super::{OnTable, Operation, Turn};
use crate::Backend;
use crate::dialect::online::{self, index_keyword};
use crate::sql::{NamedIndex, index_of};

/// CREATE INDEX, CONCURRENTLY on PostgreSQL.
#[derive(Clone, Debug)]
pub(crate) struct CreateIndex {
    /// The plain statement.
    text: String,
    /// Nothing for a text that is not understood; then it is sent, and the server says what is
    /// wrong with it.
    of: Option<NamedIndex>,
}

impl CreateIndex {
    /// From the plain statement.
    pub(crate) fn new(backend: Backend, text: String) -> Self {
        let of = index_of(backend, &text);
        Self { text, of }
    }

    fn online(&self, backend: Backend) -> String {
        online::of(backend).create_index(&self.text)
    }
}

#[async_trait::async_trait]
impl Operation for CreateIndex {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        vec![backend.statement(plainly(backend, &self.text))]
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        vec![Turn::Patient(self.online(backend))]
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        let text = self.online(online.backend);
        match &self.of {
            Some(index) => build(online, index, &text).await,
            None => online.patiently(&text).await,
        }
    }
}

/// Builds an index unless it is there. One that was left invalid is built again, and one that
/// cannot be built is not left behind: every write would have to keep it up to date, and nobody
/// could use it (PostgreSQL manual, CREATE INDEX, "Building Indexes Concurrently").
pub(super) async fn build(
    online: &Online<'_>,
    index: &NamedIndex,
    create: &str,
) -> Result<(), DbErr> {
    let (schema, table) = index.table.clone();
    let (table, name) = (&OnTable { schema, name: table }, &index.name);
    match online.index(table, name).await? {
        Made::Whole => return online.is_the_same(table, index).await,
        Made::Half => drop(online, table, name).await?,
        Made::Not => {}
    }
    let built = online.patiently(create).await;
    if built.is_err() && matches!(online.index(table, name).await, Ok(Made::Half)) {
        // What counts is why it could not be built.
        let _ = drop(online, table, name).await;
    }
    built
}

async fn drop(online: &Online<'_>, table: &OnTable, name: &str) -> Result<(), DbErr> {
    online.patiently(&online::of(online.backend).drop_index(table, name)).await
}

/// The same statement without CONCURRENTLY.
fn plainly(backend: Backend, text: &str) -> String {
    match index_keyword(backend, text) {
        Some((end, Some(behind))) => format!("{}{}", &text[..end], &text[behind..]),
        _ => text.to_owned(),
    }
}

/// DROP INDEX, likewise. One that is not there is dropped already.
#[derive(Clone, Debug)]
pub(crate) struct DropIndex {
    pub(crate) table: OnTable,
    pub(crate) name: String,
}

#[async_trait::async_trait]
impl Operation for DropIndex {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        let text = online::of(backend).drop_index_plain(&self.table, &self.name);
        vec![backend.statement(text)]
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        vec![Turn::Patient(online::of(backend).drop_index(&self.table, &self.name))]
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        match online.index(&self.table, &self.name).await? {
            Made::Not => Ok(()),
            Made::Half | Made::Whole => drop(online, &self.table, &self.name).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_transaction_it_is_built_plainly() {
        let plain = |text: &str| {
            CreateIndex::new(Backend::Postgres, text.to_owned()).plain(Backend::Postgres)
        };
        let text = "CREATE INDEX CONCURRENTLY i ON t (a) WHERE a <> 'INDEX CONCURRENTLY '";
        let expected = "CREATE INDEX i ON t (a) WHERE a <> 'INDEX CONCURRENTLY '";
        assert_eq!(plain(text)[0].sql, expected);
    }

    #[test]
    fn the_table_and_the_index_are_known_by_the_statement() {
        let of = |text: &str| {
            let index = CreateIndex::new(Backend::Postgres, text.to_owned());
            let NamedIndex { table: (schema, name), name: of, .. } = index.of.clone().unwrap();
            let table = OnTable { schema, name };
            format!("{} {of}: {}", table.sql(Backend::Postgres), index.online(Backend::Postgres))
        };
        assert_eq!(
            of("CREATE UNIQUE INDEX \"Odd INDEX \" ON \"s\".\"t\" (\"a\")"),
            "\"s\".\"t\" Odd INDEX : CREATE UNIQUE INDEX CONCURRENTLY \"Odd INDEX \" ON \"s\".\"t\" (\"a\")"
        );
        assert_eq!(
            of("CREATE INDEX \"CONCURRENTLY\" ON t (a) WHERE a <> 'INDEX CONCURRENTLY '"),
            "\"t\" CONCURRENTLY: CREATE INDEX CONCURRENTLY \"CONCURRENTLY\" ON t (a) WHERE a <> 'INDEX CONCURRENTLY '"
        );
        assert_eq!(
            of("CREATE INDEX i ON public.t USING btree (lower(a))"),
            "\"public\".\"t\" i: CREATE INDEX CONCURRENTLY i ON public.t USING btree (lower(a))"
        );
    }
}
