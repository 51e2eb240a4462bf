//! The lock file beside an SQLite database. Somebody else's file of that name is neither followed
//! nor written to.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use crate::Error;

/// More than any content of ours.
const LONGEST: u64 = 128;

/// Where the lock file of a database is.
pub(super) fn path(database: &Path) -> PathBuf {
    let mut path = database.to_path_buf().into_os_string();
    path.push("-migrate.lock");
    PathBuf::from(path)
}

/// The locked file, or who holds the lock.
pub(super) fn attempt(database: &Path) -> Result<Result<File, String>, Error> {
    let path = path(database);
    let failed = |doing| {
        let path = path.clone();
        move |source| Error::File { doing, path, source }
    };
    if path.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
        return Err(not_ours(&path, "is a symbolic link"));
    }
    // The file stays for ever: whoever removed it could remove one that another process has just
    // locked.
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    follow_no_link(&mut options);
    let mut file = options.open(&path).map_err(failed("open the lock file"))?;
    match file.try_lock() {
        Ok(()) => {
            match content(&mut file).map_err(failed("read the lock file"))? {
                Some(text) if is_ours(&text) => {}
                _ => return Err(not_ours(&path, "was not made by migration-kit")),
            }
            note_holder(&mut file).map_err(failed("write the lock file"))?;
            Ok(Ok(file))
        }
        Err(TryLockError::WouldBlock) => {
            let holder =
                content(&mut file).ok().flatten().filter(|text| !text.is_empty() && is_ours(text));
            Ok(Err(holder
                .map_or_else(|| "another process".to_owned(), |text| text.trim_end().to_owned())))
        }
        Err(TryLockError::Error(source)) => Err(failed("lock")(source)),
    }
}

/// Should a link come after the look at the path, it is not followed either.
#[cfg(unix)]
fn follow_no_link(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    // Without waiting: a pipe of that name would wait for its other end.
    options.custom_flags(nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK);
}

#[cfg(not(unix))]
fn follow_no_link(_: &mut OpenOptions) {}

fn not_ours(path: &Path, why: &str) -> Error {
    Error::Environment {
        message: format!("the lock file {} {why}, so it is left alone", path.display()),
        hint: Some(
            "the lock needs a file of its own there: move what is there out of the way".to_owned(),
        ),
    }
}

/// What a small file holds; nothing for a larger one, one that holds no text, or one that is no
/// file.
fn content(file: &mut File) -> io::Result<Option<String>> {
    let found = file.metadata()?;
    if !found.is_file() || found.len() > LONGEST {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8(bytes).ok())
}

/// An empty file, or one line of [`note_holder`], of which a crash may have left the beginning.
fn is_ours(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("process ") else { return "process ".starts_with(text) };
    let since = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let of_a_time = |c: char| c.is_ascii_digit() || "-: UTC".contains(c);
    match since.strip_prefix(" since ") {
        Some(time) => time.trim_end_matches('\n').chars().all(of_a_time),
        None => " since ".starts_with(since),
    }
}

/// What a waiting process reads.
fn note_holder(file: &mut File) -> io::Result<()> {
    let since = chrono::Utc::now().format("%Y-%m-%d %H:%M:%S UTC");
    let text = format!("process {} since {since}\n", std::process::id());
    file.rewind()?;
    file.write_all(text.as_bytes())?;
    file.set_len(text.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_line_is_ours() {
        for text in [
            "",
            "pro",
            "process 12",
            "process 12 sin",
            "process 12 since 2026-11-29 15:04:05 UTC\n",
        ] {
            assert!(is_ours(text), "{text}");
        }
        for text in
            ["x", "process list", "process 12 since yesterday", "process 12 since 2026\nmore", "\n"]
        {
            assert!(!is_ours(text), "{text}");
        }
    }
}
