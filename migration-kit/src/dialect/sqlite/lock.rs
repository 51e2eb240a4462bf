//! SQLite: locks of the operating system on a file beside the database, and on the database itself.
//! They end with the process, however that ends.

mod file;
#[cfg(target_os = "linux")]
mod inode;

use std::path::PathBuf;

use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::Error;
use crate::dialect::Sqlite;
use crate::dialect::held::{Attempt, Held, Holder};
use crate::dialect::lock::{Lock, Trying};
use crate::error::doing;

#[async_trait::async_trait]
impl Lock for Sqlite {
    /// SQLite has one writer at a time, so one lock serves every table that records migrations.
    async fn begin(&self, _: &DatabaseConnection, _: &str) -> Result<Box<dyn Trying>, Error> {
        Ok(Box::new(File))
    }

    /// Where there is no file yet, nobody has ever held it.
    async fn is_free(&self, db: &DatabaseConnection, _: &str) -> Result<bool, Error> {
        let Some(database) = database_file(db).await? else { return Ok(true) };
        Ok(!file::path(&database).exists() || matches!(File.attempt(db).await?, Attempt::Locked(_)))
    }
}

/// The file of the connection's database.
struct File;

#[async_trait::async_trait]
impl Trying for File {
    /// The file beside the database has its name, and every version of the kit takes it. A database
    /// with several names (hard links, a folder that is mounted twice) has one more lock, which
    /// belongs to its device and inode.
    async fn attempt(&self, db: &DatabaseConnection) -> Result<Attempt<Box<dyn Held>>, Error> {
        let Some(database) = database_file(db).await? else {
            return Ok(Attempt::Locked(Box::new(Memory)));
        };
        let beside = match file::attempt(&database)? {
            Ok(file) => file,
            Err(holder) => return Ok(Attempt::HeldBy(Holder::new(holder))),
        };
        #[cfg(target_os = "linux")]
        let inode = match inode::attempt(&database) {
            Ok(Some(guard)) => guard,
            Ok(None) => {
                let holder = "a process to which the database file has another name (a hard link, another mount)";
                return Ok(Attempt::HeldBy(Holder::new(holder)));
            }
            Err(source) => return Err(Error::File { doing: "lock", path: database, source }),
        };
        Ok(Attempt::Locked(Box::new(Files {
            beside,
            #[cfg(target_os = "linux")]
            inode,
        })))
    }
}

/// Open files, which are held until they are dropped.
struct Files {
    #[expect(dead_code, reason = "kept open for as long as the lock is held")]
    beside: std::fs::File,
    #[cfg(target_os = "linux")]
    #[expect(dead_code, reason = "released when it is dropped")]
    inode: inode::Guard,
}

#[async_trait::async_trait]
impl Held for Files {
    fn session(&self) -> Option<i64> {
        None
    }

    fn is_held(&self) -> Option<Expr> {
        None
    }

    async fn release(self: Box<Self>, _: &DatabaseConnection) {}
}

/// A database in memory belongs to this process alone.
struct Memory;

#[async_trait::async_trait]
impl Held for Memory {
    fn session(&self) -> Option<i64> {
        None
    }

    fn is_held(&self) -> Option<Expr> {
        None
    }

    async fn release(self: Box<Self>, _: &DatabaseConnection) {}
}

/// The database's file; none when it is in memory.
async fn database_file(db: &DatabaseConnection) -> Result<Option<PathBuf>, Error> {
    // https://www.sqlite.org/pragma.html#pragma_database_list
    let list =
        Backend::Sqlite.statement("SELECT file FROM pragma_database_list WHERE name = 'main'");
    let row = db
        .query_one_raw(list)
        .await
        .map_err(|e| doing("find the database's file".to_owned(), e))?;
    let path: Option<String> = row.and_then(|row| row.try_get_by_index(0).ok().flatten());
    Ok(path.filter(|path| !path.is_empty()).map(PathBuf::from))
}
