//! Where the servers' programs are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The programs of one backend.
#[derive(Debug)]
pub struct Programs {
    /// Creates a data folder, where the server needs one.
    pub initialise: PathBuf,
    /// Serves one.
    pub server: PathBuf,
}

/// The folders of `PATH`. Relative ones are left out, because servers are started in a folder of
/// their own.
pub fn path() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).filter(|folder| folder.is_absolute()).collect()
}

/// The file `name` in `folder`, if it is there.
pub fn in_folder(folder: &Path, name: &str) -> Option<PathBuf> {
    let path = folder.join(name);
    path.is_file().then_some(path)
}

/// The existing folders `parent/{prefix}{version}/{inner}`, the newest version first.
pub fn versions(parent: &str, prefix: &str, inner: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    let names =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    newest_first(names, prefix)
        .iter()
        .map(|name| Path::new(parent).join(name).join(inner))
        .collect()
}

/// The names that are `prefix` and a version, the newest version first.
fn newest_first(names: Vec<String>, prefix: &str) -> Vec<String> {
    let mut versions: Vec<(Vec<u32>, String)> = names
        .into_iter()
        .filter_map(|name| Some((version(name.strip_prefix(prefix)?)?, name)))
        .collect();
    versions.sort_by(|a, b| b.cmp(a));
    versions.into_iter().map(|(_, name)| name).collect()
}

/// `9.6` as `[9, 6]`, so that versions compare as numbers: as text, 9.6 would be newer than 18.
pub fn version(text: &str) -> Option<Vec<u32>> {
    text.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::newest_first;

    fn check(prefix: &str, names: &[&str], expected: &[&str]) {
        assert_eq!(newest_first(names.iter().map(ToString::to_string).collect(), prefix), expected);
    }

    #[test]
    fn versions_compare_as_numbers() {
        check("", &["9.6", "15", "18", "9.10"], &["18", "15", "9.10", "9.6"]);
    }

    #[test]
    fn names_without_a_version_are_left_out() {
        check("", &["common", "17", "17beta1", ""], &["17"]);
        check("pgsql-", &["pgsql-16", "pgsql-17", "18", "lib"], &["pgsql-17", "pgsql-16"]);
        check("postgresql@", &["postgresql", "postgresql@14"], &["postgresql@14"]);
    }
}
