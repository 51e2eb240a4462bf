//! SQLite: locks of the operating system on a file beside the database, and on the database itself.
//! They end with the process, however that ends.

mod file;
#[cfg(target_os = "linux")]
mod inode;

use std::path::PathBuf;

use sea_orm::{ConnectionTrait as _, DatabaseConnection};

use super::holder::Holder;
use super::{Attempt, Lock};
use crate::Backend;
use crate::Error;
use crate::apply::session::doing;

/// What is held.
pub(in crate::apply) struct Files {
    #[expect(dead_code, reason = "kept open for as long as the lock is held")]
    beside: std::fs::File,
    #[cfg(target_os = "linux")]
    #[expect(dead_code, reason = "released when it is dropped")]
    inode: inode::Guard,
}

/// SQLite has one writer at a time, so one lock serves every table that records migrations.
///
/// The file beside the database has its name, and every version of the kit takes it. A database
/// with several names (hard links, a folder that is mounted twice) has one more lock, which belongs
/// to its device and inode.
pub(super) async fn attempt(db: &DatabaseConnection) -> Result<Attempt, Error> {
    let Some(database) = database_file(db).await? else { return Ok(Attempt::Locked(Lock::Memory)) };
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
    let files = Files {
        beside,
        #[cfg(target_os = "linux")]
        inode,
    };
    Ok(Attempt::Locked(Lock::File { files }))
}

/// Whether no process holds the lock. Where there is no file yet, nobody has ever held it.
pub(super) async fn is_free(db: &DatabaseConnection, _table: &str) -> Result<bool, Error> {
    let Some(database) = database_file(db).await? else { return Ok(true) };
    Ok(!file::path(&database).exists() || matches!(attempt(db).await?, Attempt::Locked(_)))
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
