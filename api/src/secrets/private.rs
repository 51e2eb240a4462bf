//! Files that are nobody else's business.

use std::path::Path;

/// Warns of a file that others on this machine can read.
#[cfg(unix)]
pub fn warn_of_readers(path: &Path, what: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(metadata) = std::fs::metadata(path) else { return };
    if metadata.permissions().mode() & 0o077 != 0 {
        let path = path.display();
        tracing::warn!("others can read {path}, {what}: chmod 600 {path}");
    }
}

/// Makes an empty file that its user alone can read and write, where there is none yet. What else
/// is wrong is said by whoever opens it.
#[cfg(unix)]
pub fn make(path: &Path) {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    let made = options.write(true).create_new(true).mode(0o600).open(path);
    if let Err(error) = made
        && error.kind() != std::io::ErrorKind::AlreadyExists
    {
        tracing::debug!(%error, path = %path.display(), "cannot make the file");
    }
}

/// Elsewhere a file has the rights of its folder.
#[cfg(not(unix))]
pub fn warn_of_readers(_: &Path, _: &str) {}

/// Elsewhere a file has the rights of its folder.
#[cfg(not(unix))]
pub fn make(_: &Path) {}
