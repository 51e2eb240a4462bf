//! Settings from the environment and from `.env`, and the database that is used when none is named.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::Error;

/// Loads `.env` into the process environment: the one of the current folder or a folder above it, or else the one at
/// the workspace of `manifest_dir`. A variable that is already set wins. Having no such file is fine.
///
/// # Errors
/// [`Error::Config`] for a file that cannot be read or parsed; its content is not repeated.
pub fn load(manifest_dir: &Path) -> Result<(), Error> {
    let result = match dotenvy::dotenv() {
        Err(e) if e.not_found() => dotenvy::from_path(workspace(manifest_dir).join(".env")),
        other => other.map(|_| ()),
    };
    match result {
        Ok(()) => Ok(()),
        Err(e) if e.not_found() => Ok(()),
        Err(dotenvy::Error::Io(e)) => Err(Error::config(format!("cannot read .env: {e}"))),
        // The error holds the whole line, which may be a secret.
        Err(_) => Err(Error::Config {
            message: "cannot read .env: a line is not of the form NAME=value".to_owned(),
            hint: Some("quote values that contain spaces".to_owned()),
        }),
    }
}

/// The value of a variable; unset and empty are the same.
pub fn var(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// A duration in seconds, fractions allowed, from a variable.
///
/// # Errors
/// [`Error::Config`] when the value is not a number of seconds.
pub fn seconds(name: &str, default: Duration) -> Result<Duration, Error> {
    match var(name) {
        None => Ok(default),
        Some(text) => parse_seconds(&text)
            .ok_or_else(|| Error::config(format!("{name} is `{text}`, not a number of seconds"))),
    }
}

/// The same, where nothing is another thing than any number.
///
/// # Errors
/// As [`seconds`].
pub fn optional_seconds(name: &str) -> Result<Option<Duration>, Error> {
    var(name).map(|_| seconds(name, Duration::ZERO)).transpose()
}

/// Reads a number of seconds, at most a year's; `None` when it is not one.
pub fn parse_seconds(text: &str) -> Option<Duration> {
    const YEAR: f64 = 366.0 * 24.0 * 3600.0;
    let seconds = text.trim().parse().ok().filter(|seconds| *seconds <= YEAR)?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// A yes or a no from a variable; unset and empty are no.
///
/// # Errors
/// [`Error::Config`] when the value is neither.
pub fn flag(name: &str) -> Result<bool, Error> {
    match var(name).as_deref().map(str::trim) {
        None | Some("0" | "false" | "no" | "off") => Ok(false),
        Some("1" | "true" | "yes" | "on") => Ok(true),
        Some(other) => Err(Error::config(format!("{name} is `{other}`, neither 1 nor 0"))),
    }
}

/// The URL of the default database: the SQLite file `app.db` beside the workspace's `Cargo.toml`, made when it does
/// not exist. Where the program runs without its sources, it is in the current folder.
///
/// `manifest_dir` is any package's folder in the workspace, usually `env!("CARGO_MANIFEST_DIR")`.
pub fn default_url(manifest_dir: &Path) -> String {
    // The three characters that mean something in an SQLite URL.
    let path = workspace(manifest_dir).join("app.db");
    let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    format!("sqlite://{path}?mode=rwc")
}

/// The folder of the nearest `Cargo.toml` above `manifest_dir` that declares a workspace; the package's own folder
/// when there is none; the current folder when the sources are not there.
fn workspace(manifest_dir: &Path) -> PathBuf {
    if !manifest_dir.join("Cargo.toml").is_file() {
        return std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    }
    manifest_dir
        .ancestors()
        .find(|dir| {
            std::fs::read_to_string(dir.join("Cargo.toml"))
                .is_ok_and(|text| text.lines().any(|line| line.trim_start().starts_with("[workspace")))
        })
        .unwrap_or(manifest_dir)
        .to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_database_is_beside_the_workspace() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.parent().unwrap();
        assert_eq!(default_url(here), format!("sqlite://{}/app.db?mode=rwc", root.display()));
        assert_eq!(default_url(here), default_url(root));
    }

    #[test]
    fn special_characters_of_a_folder_are_encoded() {
        let dir = tempfile::Builder::new().prefix("50% #1?").tempdir().unwrap();
        std::fs::write(dir.path().join("Cargo.toml"), "[workspace]").unwrap();
        let url = default_url(dir.path());
        assert!(url.contains("50%25 %231%3F"), "{url}");
        assert!(crate::Target::parse(&url).is_ok());
    }

    #[test]
    fn seconds_are_numbers() {
        assert_eq!(parse_seconds("1.5"), Some(Duration::from_millis(1500)));
        for bad in ["", "-1", "ten", "NaN", "1e400", "1e19", "inf"] {
            assert_eq!(parse_seconds(bad), None, "{bad}");
        }
    }
}
