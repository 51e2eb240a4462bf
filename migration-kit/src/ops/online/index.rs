//! Indexes, built and dropped while the table is in use.

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::catalog::Made;
use super::keeper::Online;
use super::table::OnTable;
use super::{Operation, Turn};
use crate::Backend;
use crate::ops::ident;
use crate::sql::tokens::placed;
use crate::sql::{NamedIndex, index_of};

/// What lets MySQL and MariaDB change an index with everybody at the table, or refuse (MySQL 8.4
/// manual, section 17.12.1).
const IN_PLACE: &str = "ALGORITHM=INPLACE LOCK=NONE";

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
        match backend {
            Backend::Postgres => concurrently(&self.text),
            Backend::MySql => format!("{} {IN_PLACE}", self.text),
            Backend::Sqlite => self.text.clone(),
        }
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
    online.patiently(&dropping(online.backend, table, name)).await
}

fn dropping(backend: Backend, table: &OnTable, name: &str) -> String {
    match backend {
        Backend::Postgres => {
            format!("DROP INDEX CONCURRENTLY IF EXISTS {}", table.beside(backend, name))
        }
        // MariaDB's DROP INDEX takes no such clause.
        Backend::Sqlite | Backend::MySql => table.alter(
            backend,
            &format!("DROP INDEX {}, ALGORITHM=INPLACE, LOCK=NONE", ident(backend, name)),
        ),
    }
}

/// The same statement with CONCURRENTLY behind INDEX, unless it stands there.
fn concurrently(text: &str) -> String {
    match index_keyword(Backend::Postgres, text) {
        Some((end, None)) => format!("{} CONCURRENTLY{}", &text[..end], &text[end..]),
        _ => text.to_owned(),
    }
}

/// The same statement without CONCURRENTLY.
fn plainly(backend: Backend, text: &str) -> String {
    match index_keyword(backend, text) {
        Some((end, Some(behind))) => format!("{}{}", &text[..end], &text[behind..]),
        _ => text.to_owned(),
    }
}

/// Where the keyword INDEX ends, and where CONCURRENTLY does that stands behind it. Names, texts
/// and comments may have both words in them.
fn index_keyword(backend: Backend, text: &str) -> Option<(usize, Option<usize>)> {
    let tokens = placed(backend, text);
    let at = tokens.iter().position(|(token, _)| token.is("index"))?;
    let next = tokens.get(at + 1).filter(|(token, _)| token.is("concurrently"));
    Some((tokens[at].1.end, next.map(|(_, place)| place.end)))
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
        let text = match backend {
            Backend::MySql => {
                format!("DROP INDEX {} ON {}", ident(backend, &self.name), self.table.sql(backend))
            }
            Backend::Sqlite | Backend::Postgres => {
                format!("DROP INDEX IF EXISTS {}", self.table.beside(backend, &self.name))
            }
        };
        vec![backend.statement(text)]
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        vec![Turn::Patient(dropping(backend, &self.table, &self.name))]
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
