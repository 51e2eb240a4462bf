//! Giving an SQLite table another definition, as its manual says: <https://www.sqlite.org/lang_altertable.html#otheralter>.

mod connection;
mod rebuild;

use sea_orm::sea_query::{DynIden, Expr, IntoIden, TableCreateStatement};
use sea_orm::{ConnectionTrait as _, sqlx};
use sea_orm::{
    DatabaseConnection, DatabaseConnectionType, DatabaseExecutor, DbBackend, DbErr, TransactionTrait as _,
};
use sea_orm_migration::SchemaManager;
use sqlx::Connection as _;

use connection::Db;

/// What a table becomes, for [`rebuild_table`].
#[derive(Clone, Debug)]
pub struct RebuildTable {
    table: TableCreateStatement,
    renamed: Vec<(DynIden, DynIden)>,
    filled: Vec<(DynIden, Expr)>,
}

impl RebuildTable {
    /// The whole new definition, under the table's own name. A column that the table has already keeps its values; a
    /// new one gets its default; one that the definition leaves out is dropped.
    pub fn to(table: TableCreateStatement) -> Self {
        Self { table, renamed: Vec::new(), filled: Vec::new() }
    }

    /// Column `to` of the new definition takes the values of `from`.
    #[must_use]
    pub fn rename_column(mut self, from: impl IntoIden, to: impl IntoIden) -> Self {
        self.renamed.push((from.into_iden(), to.into_iden()));
        self
    }

    /// Column `column` of the new definition takes the value of an expression over the old columns.
    #[must_use]
    pub fn fill_column(mut self, column: impl IntoIden, value: impl Into<Expr>) -> Self {
        self.filled.push((column.into_iden(), value.into()));
        self
    }
}

/// Rebuilds an SQLite table: what ALTER TABLE cannot do there (another type, nullability, default, check or foreign
/// key of a column). The rows are kept, and so are the rows of children that reference the table with ON DELETE
/// CASCADE; indexes and triggers on the table are made again, views over it still work, and an AUTOINCREMENT counter
/// goes on where it was.
///
/// The kit's own sessions run with foreign keys off. Under the stock executor, which gives a step a plain connection
/// on SQLite, this pins one connection of the pool, switches `PRAGMA foreign_keys` off on it for the rebuild, and on
/// again.
///
/// # Errors
/// * [`DbErr::BackendNotSupported`] on another backend: sea-query says it there.
/// * [`DbErr::Migration`] inside a transaction with foreign keys on, where the rebuild would delete the children and
///   the PRAGMA cannot be switched; when an index, a trigger or a view does not fit the new definition; when rows
///   violate a foreign key that they did not violate before. Nothing has changed then.
/// * Whatever SQLite says of the new definition or of the rows in it.
pub async fn rebuild_table(manager: &SchemaManager<'_>, rebuild: RebuildTable) -> Result<(), DbErr> {
    let executor = manager.get_connection();
    if executor.get_database_backend() != DbBackend::Sqlite {
        let db = executor.get_database_backend().as_str();
        return Err(DbErr::BackendNotSupported { db, ctx: "ops::rebuild_table, which is for SQLite" });
    }
    match executor {
        DatabaseExecutor::Connection(db) => pinned(db, &rebuild).await,
        DatabaseExecutor::Transaction(_) | DatabaseExecutor::OwnedTransaction(_) => {
            // A savepoint, so that a rebuild that fails leaves nothing behind even in a step that carries on.
            let transaction = executor.begin().await?;
            let mut db = Db::Transaction(&transaction);
            if db.foreign_keys().await? {
                return Err(DbErr::Migration(format!(
                    "table {} cannot be rebuilt inside a transaction with foreign keys on: SQLite would delete the \
                     rows that reference it. Run the step with migration-kit, or without a transaction",
                    rebuild::name(&rebuild)?
                )));
            }
            rebuild::run(&mut db, &rebuild).await?;
            transaction.commit().await
        }
    }
}

async fn pinned(db: &DatabaseConnection, rebuild: &RebuildTable) -> Result<(), DbErr> {
    let DatabaseConnectionType::SqlxSqlitePoolConnection(_) = &db.inner else {
        return Err(DbErr::Migration(
            "ops::rebuild_table needs a connection of SeaORM's sqlx driver".to_owned(),
        ));
    };
    let mut connection = db.get_sqlite_connection_pool().acquire().await.map_err(connection::failed)?;
    let enforced = Db::Pinned(&mut connection).foreign_keys().await?;
    Db::Pinned(&mut connection).execute("PRAGMA foreign_keys = OFF").await?;
    let result = pinned_transaction(&mut connection, rebuild).await;
    if enforced {
        Db::Pinned(&mut connection).execute("PRAGMA foreign_keys = ON").await?;
    }
    result
}

async fn pinned_transaction(
    connection: &mut sqlx::SqliteConnection,
    rebuild: &RebuildTable,
) -> Result<(), DbErr> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(connection::failed)?;
    match rebuild::run(&mut Db::Pinned(&mut transaction), rebuild).await {
        Ok(()) => transaction.commit().await.map_err(connection::failed),
        Err(error) => {
            transaction.rollback().await.map_err(connection::failed)?;
            Err(error)
        }
    }
}
