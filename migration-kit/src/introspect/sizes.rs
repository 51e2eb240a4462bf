//! How large tables of a live database are. Read rights are enough, and nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DatabaseExecutor, DbErr};

use crate::Backend;
use crate::connect::open_on_server;
use crate::dialect::{schemas, sizes};
use crate::names::parts;
use crate::ops::connection::Db;
use crate::ops::ident;
use crate::{Error, Target};

/// Counting stops here, where a database keeps no estimate.
const MOST: u64 = 1_000_000;

/// Fewer rows than these are counted in any case.
const FEW: u64 = 10_000;

/// How large a table is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    /// An estimate on a server; none where it cannot be told.
    pub rows: Option<u64>,
    /// Whether there may be more of them.
    pub or_more: bool,
    /// With its indexes; none on SQLite.
    pub bytes: Option<u64>,
}

/// The sizes of those of the tables that are there.
///
/// # Errors
/// [`Error::Connect`] when the database is out of reach, [`Error::Database`] when it does not
/// answer.
pub(crate) async fn sizes(
    target: &Target,
    search_path: Option<&str>,
    tables: &BTreeSet<String>,
) -> Result<BTreeMap<String, Size>, Error> {
    let db = open_on_server(target, None).await?;
    let read = read(&db, search_path, tables).await;
    // The connection has served its purpose, whatever its end says.
    let _ = db.close().await;
    read.map_err(|source| Error::Database {
        doing: "find out how large the tables are".to_owned(),
        source,
        hint: None,
    })
}

async fn read(
    db: &DatabaseConnection,
    search_path: Option<&str>,
    tables: &BTreeSet<String>,
) -> Result<BTreeMap<String, Size>, DbErr> {
    let backend = Backend::of(db);
    let dialect = sizes::of(backend);
    if let Some(set) = search_path.and_then(|path| schemas::of(backend).set_search_path(path)) {
        db.query_one_raw(set).await?;
    }
    let executor = DatabaseExecutor::from(db);
    let mut rows = Db::Executor(&executor);
    let mut sizes = BTreeMap::new();
    for table in tables {
        let (schema, name) = parts(table);
        let (sql, values) = dialect.size(schema.as_deref().unwrap_or_default(), &name);
        let known = rows.rows::<2>(sql, &values).await?;
        let Some([estimate, bytes]) = known.into_iter().next() else { continue };
        let number = |text: Option<String>| text.and_then(|text| text.parse::<u64>().ok());
        let mut size = Size { rows: number(estimate), or_more: false, bytes: number(bytes) };
        // An estimate is as old as the last analysis, so that a small one says little, and few rows
        // are counted quickly. Without the right to read the table it stays.
        if size.rows.is_none_or(|rows| rows < FEW)
            && let Ok(Some(counted)) = count(&mut rows, backend, schema.as_deref(), &name).await
        {
            (size.rows, size.or_more) = (Some(counted.min(MOST)), counted > MOST);
        }
        sizes.insert(table.clone(), size);
    }
    Ok(sizes)
}

/// The rows, as far as they are counted.
async fn count(
    db: &mut Db<'_>,
    backend: Backend,
    schema: Option<&str>,
    name: &str,
) -> Result<Option<u64>, DbErr> {
    let schema = schema.map(|schema| format!("{}.", ident(backend, schema))).unwrap_or_default();
    let text = sizes::of(backend).text_type();
    let sql = format!(
        "SELECT CAST(count(*) AS {text}) FROM (SELECT 1 FROM {schema}{} LIMIT {}) AS counted",
        ident(backend, name),
        MOST + 1
    );
    let rows = db.rows::<1>(&sql, &[]).await?;
    Ok(rows.into_iter().next().and_then(|[count]| count?.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{TestDatabase, block_on};

    fn check(backend: Backend) {
        block_on(async {
            let database = TestDatabase::create(backend).await;
            let db = database.connect().await;
            for sql in [
                "CREATE TABLE \"Odd one\" (a int)",
                "INSERT INTO \"Odd one\" VALUES (1), (2), (3)",
                "CREATE TABLE empty (a int)",
            ] {
                let quote = if backend == Backend::MySql { "`" } else { "\"" };
                db.execute_unprepared(&sql.replace('"', quote)).await.unwrap();
            }
            let target = Target::parse(database.url()).unwrap();
            let tables = ["Odd one", "empty", "nowhere"].map(str::to_owned).into();
            let sizes = sizes(&target, None, &tables).await.unwrap();
            assert_eq!(sizes.keys().collect::<Vec<_>>(), ["Odd one", "empty"]);
            assert_eq!(sizes["Odd one"].rows, Some(3));
            assert_eq!(sizes["empty"].rows, Some(0));
            assert_eq!(sizes["empty"].bytes.is_some(), backend != Backend::Sqlite);
        });
    }

    #[test]
    fn tables_are_measured_on_sqlite() {
        check(Backend::Sqlite);
    }

    #[test]
    #[ignore = "needs PostgreSQL: cargo xtask test"]
    fn tables_are_measured_on_postgres() {
        check(Backend::Postgres);
    }

    #[test]
    #[ignore = "needs MySQL or MariaDB: cargo xtask test"]
    fn tables_are_measured_on_mysql() {
        check(Backend::MySql);
    }
}
