//! The lock of a database file, whatever its name: one byte of the file, far behind what SQLite
//! writes and locks itself.
//!
//! It is a lock of the open file description (Linux, fcntl(2), F_OFD_SETLK), so it is neither lost
//! nor released with SQLite's own descriptors of the file, and a range of its own, so it meets none
//! of SQLite's locks, on NFS neither, where flock() would. But closing any descriptor of a file
//! drops the POSIX locks that this process has on it, among them those of SQLite's open
//! transactions (<https://www.sqlite.org/howtocorrupt.html>, section 2.2): a descriptor that was
//! opened once is therefore kept until the process ends, and the lock is released without closing
//! it.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;

/// The byte. SQLite locks 512 of them at 2^30, and its files end before 2^48.
const BYTE: i64 = 1 << 62;

/// Device and inode.
type Key = (u64, u64);

/// The descriptors of this process, and whether each has the lock: threads of one process share
/// them.
static OPEN: Mutex<BTreeMap<Key, Descriptor>> = Mutex::new(BTreeMap::new());

struct Descriptor {
    file: File,
    is_held: bool,
}

/// Released when it is dropped.
pub(super) struct Guard {
    key: Option<Key>,
}

/// The lock, or nothing when it is held elsewhere.
pub(super) fn attempt(database: &Path) -> io::Result<Option<Guard>> {
    let mut open = descriptors();
    let key = key_of(&database.metadata()?);
    if !open.contains_key(&key) {
        let file = match OpenOptions::new().read(true).write(true).open(database) {
            Ok(file) => file,
            // Then nothing can be migrated either, which SQLite tells better.
            Err(error) if is_read_only(&error) => return Ok(Some(Guard { key: None })),
            Err(error) => return Err(error),
        };
        // A file that is gone from its folder is no database any more, and its descriptor is not
        // missed.
        open.retain(|_, other| {
            other.is_held || other.file.metadata().is_ok_and(|file| file.nlink() > 0)
        });
        let opened = key_of(&file.metadata()?);
        open.entry(opened).or_insert(Descriptor { file, is_held: false });
        if opened != key {
            return Err(io::Error::other("the file was exchanged for another one just now"));
        }
    }
    let Some(descriptor) = open.get_mut(&key).filter(|descriptor| !descriptor.is_held) else {
        return Ok(None);
    };
    match set(&descriptor.file, libc::F_WRLCK) {
        Ok(()) => {
            descriptor.is_held = true;
            Ok(Some(Guard { key: Some(key) }))
        }
        Err(Errno::EAGAIN | Errno::EACCES) => Ok(None),
        // A file system without such locks: SQLite's own do not hold there either.
        Err(Errno::EINVAL | Errno::ENOLCK | Errno::EOPNOTSUPP | Errno::ENOSYS) => {
            Ok(Some(Guard { key: None }))
        }
        Err(error) => Err(error.into()),
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut open = descriptors();
        if let Some(descriptor) = self.key.and_then(|key| open.get_mut(&key)) {
            descriptor.is_held = false;
            if let Err(error) = set(&descriptor.file, libc::F_UNLCK) {
                tracing::warn!(
                    "the lock of the database file is kept until this process ends: {error}"
                );
            }
        }
    }
}

fn descriptors() -> MutexGuard<'static, BTreeMap<Key, Descriptor>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn key_of(file: &std::fs::Metadata) -> Key {
    (file.dev(), file.ino())
}

fn is_read_only(error: &io::Error) -> bool {
    [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem].contains(&error.kind())
}

fn set(file: &File, kind: libc::c_int) -> Result<(), Errno> {
    let lock = libc::flock {
        l_type: kind as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: BYTE,
        l_len: 1,
        // Has to be 0.
        l_pid: 0,
    };
    fcntl(file, FcntlArg::F_OFD_SETLK(&lock)).map(|_| ())
}
