//! SQLite: a lock of the operating system on a file beside the database. It ends with the process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::path::PathBuf;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};

use super::{Attempt, Lock};
use crate::Error;
use crate::apply::session::doing;

/// SQLite has one writer at a time, so one lock serves every table that records steps.
pub(super) async fn attempt(db: &DatabaseConnection, _table: &str) -> Result<Attempt, Error> {
    let Some(database) = file(db).await? else { return Ok(Attempt::Locked(Lock::Memory)) };
    let mut path = database.into_os_string();
    path.push("-migrate.lock");
    let path = PathBuf::from(path);
    let failed = |doing| {
        let path = path.clone();
        move |source| Error::File { doing, path, source }
    };
    // The file stays for ever: whoever removed it could remove one that another process has just locked.
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let mut file = file.map_err(failed("open the lock file"))?;
    match file.try_lock() {
        Ok(()) => {
            note_holder(&mut file).map_err(failed("write the lock file"))?;
            Ok(Attempt::Locked(Lock::File { file }))
        }
        Err(TryLockError::WouldBlock) => {
            let holder = std::fs::read_to_string(&path).unwrap_or_default();
            let holder = holder.lines().next().unwrap_or("another process").to_owned();
            Ok(Attempt::HeldBy(holder))
        }
        Err(TryLockError::Error(source)) => Err(failed("lock")(source)),
    }
}

/// The database's file; none when it is in memory.
async fn file(db: &DatabaseConnection) -> Result<Option<PathBuf>, Error> {
    // https://www.sqlite.org/pragma.html#pragma_database_list
    let list = Statement::from_string(
        DbBackend::Sqlite,
        "SELECT file FROM pragma_database_list WHERE name = 'main'",
    );
    let row = db.query_one_raw(list).await.map_err(|e| doing("find the database's file".to_owned(), e))?;
    let path: Option<String> = row.and_then(|row| row.try_get_by_index(0).ok().flatten());
    Ok(path.filter(|path| !path.is_empty()).map(PathBuf::from))
}

/// What a waiting process reads.
fn note_holder(file: &mut File) -> std::io::Result<()> {
    let since = chrono::Utc::now().format("%Y-%m-%d %H:%M:%S UTC");
    file.set_len(0)?;
    writeln!(file, "process {} since {since}", std::process::id())
}
