//! Giving an SQLite table another definition, as its manual says:
//! <https://www.sqlite.org/lang_altertable.html#otheralter>.

#[cfg(feature = "sqlx-sqlite")]
mod pinned;
mod rebuild;

#[cfg(feature = "generate")]
pub(crate) use rebuild::is_about_rows;

use super::connection::Db;
use super::foreign_keys::NEEDS_FOREIGN_KEYS_OFF;
use crate::Backend;
use crate::dialect::ddl;
use crate::sql::cursor::depth_change;
use crate::sql::tokens::{Token, placed};
use sea_orm::sea_query::{
    DynIden, Expr, IntoIden, Query, SqliteQueryBuilder, TableCreateStatement,
};
use sea_orm::{DatabaseExecutor, DbErr, TransactionTrait as _};
use sea_orm_migration::SchemaManager;

/// What a table becomes, for [`rebuild_table`].
#[derive(Clone, Debug)]
pub struct RebuildTable {
    table: TableCreateStatement,
    constraints: Vec<String>,
    renamed: Vec<(DynIden, DynIden)>,
    filled: Vec<(DynIden, Expr)>,
    dropped: Vec<DynIden>,
}

impl RebuildTable {
    /// The whole new definition, under the table's own name. A column that the table has already
    /// keeps its values, and a new one gets its default. A column that the definition leaves out
    /// has to be named by [`RebuildTable::drop_column`] or [`RebuildTable::rename_column`]: a
    /// definition that is older than the table, as in a migration that is applied out of order,
    /// loses nothing.
    pub fn to(table: TableCreateStatement) -> Self {
        Self {
            table,
            constraints: Vec::new(),
            renamed: Vec::new(),
            filled: Vec::new(),
            dropped: Vec::new(),
        }
    }

    /// What it does, in SQL and words: for the record, and for whoever reads a plan without a
    /// database. Checksums are made of this text, so it stays as it is; nobody reads it back.
    pub(crate) fn description(&self) -> String {
        let mut text = format!("-- rebuild as: {}", self.definition());
        for (from, to) in &self.renamed {
            text.push_str(&format!("; {to} takes the values of {from}"));
        }
        for (column, value) in &self.filled {
            let value = Query::select().expr(value.clone()).to_string(SqliteQueryBuilder);
            text.push_str(&format!("; {column} takes {}", value.trim_start_matches("SELECT ")));
        }
        for column in &self.dropped {
            text.push_str(&format!("; {column} goes"));
        }
        text
    }

    /// The new definition as a statement, under the table's own name.
    pub(crate) fn definition(&self) -> String {
        with_constraints(&self.table.to_string(SqliteQueryBuilder), &self.constraints)
    }

    /// The columns that take the values of others: the old name and the new one.
    #[cfg(feature = "lint")]
    pub(crate) fn renamed(&self) -> impl Iterator<Item = (String, String)> {
        self.renamed.iter().map(|(from, to)| (from.to_string(), to.to_string()))
    }

    /// The columns that take the value of an expression.
    #[cfg(feature = "lint")]
    pub(crate) fn filled(&self) -> impl Iterator<Item = String> {
        self.filled.iter().map(|(column, _)| column.to_string())
    }

    /// The columns that go with their values.
    #[cfg(feature = "lint")]
    pub(crate) fn dropped(&self) -> impl Iterator<Item = String> {
        self.dropped.iter().map(ToString::to_string)
    }

    /// The new definition has this table constraint too, for which sea-query has no words, such as
    /// `FOREIGN KEY (a) REFERENCES b (c) DEFERRABLE`. It stands there as it is, so nothing from
    /// outside belongs in it.
    #[must_use]
    pub fn constraint(mut self, sql: impl Into<String>) -> Self {
        self.constraints.push(sql.into());
        self
    }

    /// Column `column` of the old definition goes, with its values.
    #[must_use]
    pub fn drop_column(mut self, column: impl IntoIden) -> Self {
        self.dropped.push(column.into_iden());
        self
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

/// A CREATE TABLE with more constraints behind those that it has.
pub(crate) fn with_constraints(create: &str, constraints: &[String]) -> String {
    let mut depth = 0;
    let end = placed(Backend::Sqlite, create).into_iter().find(|(token, _)| {
        depth += depth_change(token);
        depth == 0 && *token == Token::Symbol(')')
    });
    match (end, constraints) {
        (None, _) | (_, []) => create.to_owned(),
        (Some((_, place)), more) => {
            let (start, end) = create.split_at(place.start);
            format!("{}, {} {end}", start.trim_end(), more.join(", "))
        }
    }
}

/// Rebuilds an SQLite table: what ALTER TABLE cannot do there (another type, nullability, default,
/// check or foreign key of a column). The rows are kept, and so are the rows of children that
/// reference the table with ON DELETE CASCADE; indexes and triggers on the table are made again,
/// views over it still work, and an AUTOINCREMENT counter goes on where it was.
///
/// The kit's own sessions run with foreign keys off. Under the stock executor, which gives a
/// migration a plain connection on SQLite, this pins one connection of the pool, switches `PRAGMA
/// foreign_keys` off on it for the rebuild, and on again.
///
/// # Errors
/// * [`DbErr::BackendNotSupported`] on another backend: sea-query says it there.
/// * [`DbErr::Migration`] inside a transaction with foreign keys on, where the rebuild would delete
///   the children and the PRAGMA cannot be switched; when an index, a trigger or a view does not
///   fit the new definition; when rows violate a foreign key that they did not violate before.
///   Nothing has changed then.
/// * Whatever SQLite says of the new definition or of the rows in it.
pub async fn rebuild_table(
    manager: &SchemaManager<'_>,
    rebuild: RebuildTable,
) -> Result<(), DbErr> {
    run(manager, &rebuild).await.map(|_| ())
}

/// The same, and gives the statements that made the table anew, in their order.
pub(crate) async fn run(
    manager: &SchemaManager<'_>,
    rebuild: &RebuildTable,
) -> Result<Vec<String>, DbErr> {
    let executor = manager.get_connection();
    let backend = Backend::of(executor);
    if !ddl::of(backend).rebuilds() {
        let db = backend.name();
        return Err(DbErr::BackendNotSupported {
            db,
            ctx: "ops::rebuild_table, which is for SQLite",
        });
    }
    match executor {
        #[cfg(feature = "sqlx-sqlite")]
        DatabaseExecutor::Connection(db) if pinned::is_pool(db) => pinned::run(db, rebuild).await,
        // A connection that is no pool, such as that of a recorder, is one connection anyway.
        _ => {
            if rebuild::foreign_keys_are_on(&mut Db::Executor(executor)).await? {
                return Err(DbErr::Migration(format!(
                    "table {} {NEEDS_FOREIGN_KEYS_OFF}: SQLite would delete the rows that reference it. Run the migration with \
                     migration-kit, or without a transaction",
                    rebuild::name(rebuild)?
                )));
            }
            // A savepoint, so that a rebuild that fails leaves nothing behind even in a migration
            // that carries on.
            let savepoint = DatabaseExecutor::OwnedTransaction(executor.begin().await?);
            let sent = rebuild::run(&mut Db::Executor(&savepoint), rebuild).await?;
            if let DatabaseExecutor::OwnedTransaction(savepoint) = savepoint {
                savepoint.commit().await?;
            }
            Ok(sent)
        }
    }
}
