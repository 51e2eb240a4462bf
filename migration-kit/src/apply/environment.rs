//! What a database is for, as somebody has marked it, and whether it holds rows: what a command
//! that destroys data wants to know.
//!
//! The mark is a row of a small table beside the migration history, with the identity of the
//! database in which it was set. A dump that is restored in another database brings the row along,
//! but not the identity, so the copy is not marked.

use std::time::Duration;

use sea_orm::sea_query::{Alias, ColumnDef, Expr, ExprTrait as _, OnConflict, Query, Table};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbErr, Statement,
    TransactionTrait as _,
};

use super::history::tables as history_tables;
use super::transaction::begin_to_write;
use super::{Migrations, Options};
use crate::Backend;
use crate::connect::open_on_server;
use crate::dialect;
use crate::dialect::environment::Databases;
use crate::ops::ident;
use crate::{Error, Target};

/// The one name under which the table has a value so far.
const ENVIRONMENT: &str = "environment";

/// The mark of a database whose data may be lost.
pub(crate) const DEVELOPMENT: &str = "development";

/// How many seconds a look waits for a table that somebody has locked.
const PATIENCE: Duration = Duration::from_secs(5);

/// The mark of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Marked {
    Nothing,
    As(String),
    /// The row was written in another database, and came along with a copy.
    Elsewhere(String),
}

impl Marked {
    /// Whether its data may be lost.
    pub(crate) fn is_development(&self) -> bool {
        *self == Self::As(DEVELOPMENT.to_owned())
    }
}

/// The connection to a database that is looked at or marked, in a transaction: behind a pooler that
/// shares sessions, what is set for one of them would hold for other clients.
pub(crate) struct Environment {
    connection: DatabaseConnection,
    db: DatabaseTransaction,
    target: Target,
    table: String,
    own: Vec<String>,
}

impl Environment {
    /// Connects to look.
    ///
    /// # Errors
    /// [`Error::Connect`] when the database is out of reach.
    pub(crate) async fn open(
        target: &Target,
        migrations: &Migrations,
        options: &Options,
    ) -> Result<Self, Error> {
        let connection = open_on_server(target, None).await?;
        let db = connection.begin().await.map_err(|e| looking(target, e))?;
        Self::set_up(connection, db, target, migrations, options).await
    }

    /// Connects to change the mark. Who writes in the database meanwhile is waited for.
    ///
    /// # Errors
    /// [`Error::Connect`] when the database is out of reach, [`Error::Database`] when others write
    /// for longer than is waited.
    pub(crate) async fn open_to_change(
        target: &Target,
        migrations: &Migrations,
        options: &Options,
    ) -> Result<Self, Error> {
        let connection = open_on_server(target, None).await?;
        let db = begin_to_write(&connection, None).await.map_err(|e| looking(target, e))?;
        Self::set_up(connection, db, target, migrations, options).await
    }

    async fn set_up(
        connection: DatabaseConnection,
        db: DatabaseTransaction,
        target: &Target,
        migrations: &Migrations,
        options: &Options,
    ) -> Result<Self, Error> {
        let dialect = dialect::environment::of(Backend::of(&db));
        if let Some(settings) = dialect.look(PATIENCE.as_secs(), options.search_path()) {
            db.query_all_raw(settings).await.map_err(|e| looking(target, e))?;
        }
        let table = history_tables::settings_name(&migrations.table.to_string());
        Ok(Self {
            connection,
            db,
            target: target.clone(),
            table,
            own: migrations.own_tables().to_vec(),
        })
    }

    /// Keeps what was done, and leaves.
    ///
    /// # Errors
    /// [`Error::Database`] when that cannot be committed.
    pub(crate) async fn close(self) -> Result<(), Error> {
        let committed = self.db.commit().await;
        // The connection has served its purpose, whatever its end says.
        let _ = self.connection.close().await;
        committed.map_err(|e| looking(&self.target, e))
    }

    /// The mark.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub(crate) async fn mark(&self) -> Result<Marked, Error> {
        if !self.has_table().await? {
            return Ok(Marked::Nothing);
        }
        let mut select = Query::select();
        select.columns(["value", "place"].map(Alias::new)).from(Alias::new(&self.table));
        select.and_where(Expr::col(Alias::new("name")).eq(ENVIRONMENT));
        let row =
            self.db.query_one(&select).await.map_err(|e| self.failed("read the mark of", e))?;
        let Some(row) = row else { return Ok(Marked::Nothing) };
        let text =
            |at| row.try_get_by_index::<String>(at).map_err(|e| self.failed("read the mark of", e));
        let (mark, place) = (text(0)?, text(1)?);
        Ok(if place == self.identity().await? { Marked::As(mark) } else { Marked::Elsewhere(mark) })
    }

    /// Marks the database.
    ///
    /// # Errors
    /// [`Error::Database`] when the database refuses.
    pub(crate) async fn set(&self, mark: &str) -> Result<(), Error> {
        let failed = |e| self.failed("mark", e);
        let column = |name: &str, length| {
            ColumnDef::new(Alias::new(name)).string_len(length).not_null().take()
        };
        let create = Table::create()
            .table(Alias::new(&self.table))
            .if_not_exists()
            .col(column("name", 64).primary_key())
            .col(column("value", 64))
            .col(column("place", 255))
            .take();
        // On PostgreSQL it may be in another schema of the search path than where a new table would
        // go.
        if !self.has_table().await? {
            self.db.execute(&create).await.map_err(failed)?;
        }
        let mut insert = Query::insert();
        insert
            .into_table(Alias::new(&self.table))
            .columns(["name", "value", "place"].map(Alias::new));
        let values = [ENVIRONMENT.into(), mark.into(), self.identity().await?.into()];
        insert.values(values).map_err(|e| failed(DbErr::Custom(e.to_string())))?;
        let replace = OnConflict::column(Alias::new("name"))
            .update_columns(["value", "place"].map(Alias::new))
            .to_owned();
        self.db.execute(insert.on_conflict(replace)).await.map(|_| ()).map_err(failed)
    }

    /// Whether the table is there, asked so that it is no error when it is not: that would end the
    /// transaction.
    async fn has_table(&self) -> Result<bool, Error> {
        let backend = self.backend();
        let sql = self.dialect().has_table();
        let ask = Statement::from_sql_and_values(backend.into(), sql, [self.table.as_str().into()]);
        let row =
            self.db.query_one_raw(ask).await.map_err(|e| self.failed("read the mark of", e))?;
        Ok(row.is_some())
    }

    /// Takes the mark away, and with it the table.
    ///
    /// # Errors
    /// [`Error::Database`] when the database refuses.
    pub(crate) async fn clear(&self) -> Result<(), Error> {
        let drop = Table::drop().table(Alias::new(&self.table)).if_exists().take();
        self.db.execute(&drop).await.map(|_| ()).map_err(|e| self.failed("clear the mark of", e))
    }

    /// Tables that hold rows, or about which that cannot be told; no more than `limit` of them. The
    /// tables of the kit and of extensions do not count.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub(crate) async fn tables_with_rows(&self, limit: usize) -> Result<Vec<String>, Error> {
        let backend = self.backend();
        let rows = self.db.query_all_raw(backend.statement(self.dialect().tables())).await;
        let mut found = Vec::new();
        for row in rows.map_err(|e| self.failed("list the tables of", e))? {
            let text = |at| {
                row.try_get_by_index::<String>(at).map_err(|e| self.failed("list the tables of", e))
            };
            let (schema, table) = (text(0)?, text(1)?);
            if self.own.contains(&table) {
                continue;
            }
            let name = match schema.as_str() {
                "" => ident(backend, &table),
                schema => format!("{}.{}", ident(backend, schema), ident(backend, &table)),
            };
            let ask = backend.statement(format!("SELECT 1 FROM {name} LIMIT 1"));
            let looked = self.db.query_one_raw(ask).await;
            // What cannot be read may hold rows, and on PostgreSQL nothing more can be asked then.
            let is_over = looked.is_err();
            if looked.map_or(true, |row| row.is_some()) {
                found.push(match schema.as_str() {
                    "" | "public" => table,
                    schema => format!("{schema}.{table}"),
                });
            }
            if is_over || found.len() == limit {
                break;
            }
        }
        Ok(found)
    }

    /// What tells this database from a copy of it.
    async fn identity(&self) -> Result<String, Error> {
        if let Some(file) = self.target.sqlite_file() {
            return Ok(file_identity(&file));
        }
        let identity = self.dialect().identity(&self.db).await;
        let identity = identity.map_err(|e| self.failed("identify", e))?;
        Ok(identity.chars().take(255).collect())
    }

    fn backend(&self) -> Backend {
        Backend::of(&self.db)
    }

    fn dialect(&self) -> &'static dyn dialect::environment::Environment {
        dialect::environment::of(self.backend())
    }

    /// `doing` comes before the name of the database.
    fn failed(&self, doing: &str, source: DbErr) -> Error {
        Error::Database { doing: format!("{doing} {}", self.target), source, hint: None }
    }
}

fn looking(target: &Target, source: DbErr) -> Error {
    Error::Database { doing: format!("look at {target}"), source, hint: None }
}

/// A copy of a file has another inode, and a file in another place another path.
fn file_identity(file: &std::path::Path) -> String {
    let path = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    #[cfg(unix)]
    let inode =
        std::fs::metadata(&path).map_or(0, |data| std::os::unix::fs::MetadataExt::ino(&data));
    #[cfg(not(unix))]
    let inode = 0;
    let path = path.to_string_lossy();
    // The end of a long path says more than its beginning.
    let skip = path.chars().count().saturating_sub(220);
    format!("{inode} {}", path.chars().skip(skip).collect::<String>())
}

/// Makes the database of a URL when it is missing, and says whether it did.
///
/// # Errors
/// [`Error::Connect`] when the server is out of reach, [`Error::Database`] when the role may not
/// create databases, [`Error::File`] for an SQLite file that cannot be made.
pub(crate) async fn create(target: &Target) -> Result<bool, Error> {
    if target.is_in_memory() {
        return Ok(false);
    }
    if let Some(path) = target.sqlite_file() {
        return match std::fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(_) => Ok(true),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(source) => Err(Error::File { doing: "create", path, source }),
        };
    }
    let refused = match open_on_server(target, None).await {
        Ok(db) => {
            let _ = db.close().await;
            return Ok(false);
        }
        Err(error) => error,
    };
    let Some(databases) = dialect::environment::of(target.backend()).databases() else {
        return Err(refused);
    };
    // What is wrong with the server is told of the database that was asked for.
    let (Ok(db), Some(name)) =
        (open_on_server(target, Some(databases.beside)).await, target.database())
    else {
        return Err(refused);
    };
    let created = create_on(&db, databases, name).await;
    let _ = db.close().await;
    if !created? {
        // Another process may have made it meanwhile; what else is wrong with the connection is
        // told.
        let _ = open_on_server(target, None).await?.close().await;
        return Ok(false);
    }
    Ok(true)
}

/// False where the database is there.
async fn create_on(
    db: &DatabaseConnection,
    databases: &Databases,
    name: &str,
) -> Result<bool, Error> {
    let backend = Backend::of(db);
    let doing = |source| Error::Database {
        doing: format!("create the database {name}"),
        source,
        hint: Some("let a role create it that may, or make it by hand".to_owned()),
    };
    let ask = Statement::from_sql_and_values(backend.into(), databases.exists, [name.into()]);
    if db.query_one_raw(ask).await.map_err(doing)?.is_some() {
        return Ok(false);
    }
    let create = format!("CREATE DATABASE {}{}", ident(backend, name), databases.options);
    match db.execute_unprepared(&create).await {
        Ok(_) => Ok(true),
        // Another process was faster.
        Err(e) if (databases.is_there)(&e) => Ok(false),
        Err(e) => Err(doing(e)),
    }
}
