//! Settings from the environment and from `.env`, and the database that is used when none is named.

mod setting;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use crate::{Error, Target};

pub(crate) use setting::*;

/// What a `.env` file has decided: the file, and the variables that it has set.
static FILE: OnceLock<(PathBuf, BTreeSet<String>)> = OnceLock::new();

/// Loads the `.env` of the workspace of `manifest_dir` into the process environment. A variable
/// that is already set wins. Having no such file is fine, and one of another folder is not read: it
/// may belong to another project.
///
/// # Errors
/// [`Error::Environment`] for a file that cannot be read or parsed; its content is not repeated.
pub fn load(manifest_dir: &Path) -> Result<(), Error> {
    let Some(path) = workspace(manifest_dir).map(|folder| folder.join(".env")) else {
        return Ok(());
    };
    let names = match names_in(&path) {
        Ok(names) => names,
        Err(dotenvy::Error::Io(e)) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(cannot_read(&path, &error)),
    };
    let set = names.into_iter().filter(|name| std::env::var_os(name).is_none()).collect();
    dotenvy::from_path(&path).map_err(|error| cannot_read(&path, &error))?;
    // The first one stays: what it has set is in the environment by now.
    let _ = FILE.set((path, set));
    Ok(())
}

fn names_in(path: &Path) -> Result<BTreeSet<String>, dotenvy::Error> {
    dotenvy::from_path_iter(path)?.map(|line| line.map(|(name, _)| name)).collect()
}

fn cannot_read(path: &Path, error: &dotenvy::Error) -> Error {
    match error {
        dotenvy::Error::Io(e) => Error::environment(format!("cannot read {}: {e}", path.display())),
        // The error holds the whole line, which may be a secret.
        _ => Error::Environment {
            message: format!(
                "cannot read {}: a line is not of the form NAME=value",
                path.display()
            ),
            hint: Some("quote values that contain spaces".to_owned()),
        },
    }
}

/// The `.env` file that has set a variable; `None` for one that the environment itself has, or
/// nothing.
pub fn file_of(name: &str) -> Option<&'static Path> {
    FILE.get().filter(|(_, names)| names.contains(name)).map(|(path, _)| path.as_path())
}

/// The database of a program: the one of `named` (a flag), of DATABASE_URL, or the default one
/// beside the sources of the workspace. What was not said on the command line or in the environment
/// itself is told in the log: the `.env` file that named the database, or that it is the default
/// one.
///
/// # Errors
/// [`Error::Environment`] for a URL that cannot be read, an empty DATABASE_URL, and where there is
/// none and the workspace's `Cargo.toml` is not there either: a server in a container must not make
/// up a database of its own.
pub fn database(manifest_dir: &Path, named: Option<&str>) -> Result<Target, Error> {
    if let Some(url) = named {
        return Target::parse(url);
    }
    if let Some(url) = std::env::var_os(DATABASE_URL.variable) {
        let target = Target::parse(&url.to_string_lossy())?;
        if let Some(file) = file_of(DATABASE_URL.variable) {
            tracing::info!("{} names the database {target}", file.display());
        }
        return Ok(target);
    }
    let url = default_url(manifest_dir).ok_or_else(|| Error::Environment {
        message: "no DATABASE_URL is set, and there is no workspace here whose default database could be used".to_owned(),
        hint: Some(
            "set DATABASE_URL, for instance to postgres://user:password@host/database or sqlite:///folder/app.db?mode=rwc"
                .to_owned(),
        ),
    })?;
    let target = Target::parse(&url)?;
    tracing::info!("no DATABASE_URL is set: using the default database, {target}");
    Ok(target)
}

/// The value of a variable; unset and empty are the same.
pub fn var(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// A duration in seconds, fractions allowed, from a variable.
///
/// # Errors
/// [`Error::Environment`] when the value is not a number of seconds.
pub fn seconds(name: &str, default: Duration) -> Result<Duration, Error> {
    match var(name) {
        None => Ok(default),
        Some(text) => parse_seconds(&text).ok_or_else(|| {
            Error::environment(format!("{name} is `{text}`, not a number of seconds"))
        }),
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
/// [`Error::Environment`] when the value is neither.
pub fn flag(name: &str) -> Result<bool, Error> {
    match var(name).as_deref().map(str::trim) {
        None | Some("0" | "false" | "no" | "off") => Ok(false),
        Some("1" | "true" | "yes" | "on") => Ok(true),
        Some(other) => Err(Error::environment(format!("{name} is `{other}`, neither 1 nor 0"))),
    }
}

/// The URL of the default database: the SQLite file `app.db` beside the workspace's `Cargo.toml`,
/// made when it does not exist. Where the program runs without its sources there is none.
///
/// `manifest_dir` is any package's folder in the workspace, usually `env!("CARGO_MANIFEST_DIR")`.
pub fn default_url(manifest_dir: &Path) -> Option<String> {
    // The three characters that mean something in an SQLite URL.
    let path = workspace(manifest_dir)?.join("app.db");
    let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    Some(format!("sqlite://{path}?mode=rwc"))
}

/// Whether an SQLite file is inside of the workspace of `manifest_dir`, links followed: then it is
/// a developer's own.
#[cfg(feature = "cli")]
pub(crate) fn is_of_workspace(manifest_dir: &Path, file: &Path) -> bool {
    let folder = workspace(manifest_dir).and_then(|folder| folder.canonicalize().ok());
    folder.zip(file.canonicalize().ok()).is_some_and(|(folder, file)| file.starts_with(folder))
}

/// The folder of the nearest `Cargo.toml` above `manifest_dir` that declares a workspace; the
/// package's own folder when there is none; nothing when the sources are not there.
fn workspace(manifest_dir: &Path) -> Option<PathBuf> {
    if !manifest_dir.join("Cargo.toml").is_file() {
        return None;
    }
    let declares = |dir: &&Path| {
        std::fs::read_to_string(dir.join("Cargo.toml"))
            .is_ok_and(|text| text.lines().any(|line| line.trim_start().starts_with("[workspace")))
    };
    Some(manifest_dir.ancestors().find(declares).unwrap_or(manifest_dir).to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_database_is_beside_the_workspace() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.parent().unwrap();
        assert_eq!(default_url(here), Some(format!("sqlite://{}/app.db?mode=rwc", root.display())));
        assert_eq!(default_url(here), default_url(root));
    }

    #[test]
    fn without_sources_there_is_no_default_database() {
        let elsewhere = tempfile::tempdir().unwrap();
        std::fs::write(elsewhere.path().join(".env"), "THIS_IS NOT A LINE").unwrap();
        assert_eq!(default_url(elsewhere.path()), None);
        assert!(load(elsewhere.path()).is_ok());
        if std::env::var_os("DATABASE_URL").is_none() {
            assert_eq!(database(elsewhere.path(), None).unwrap_err().exit_code(), 2);
        }
    }

    /// One test, because the first file of a process stays.
    #[test]
    fn an_env_file_of_the_workspace_is_read_and_known() {
        let workspace = tempfile::tempdir().unwrap();
        let package = workspace.path().join("crates/migration");
        std::fs::create_dir_all(&package).unwrap();
        std::fs::write(workspace.path().join("Cargo.toml"), "[workspace]").unwrap();
        std::fs::write(package.join("Cargo.toml"), "[package]").unwrap();
        // One of the package's folder, or of one above the workspace, is another project's.
        std::fs::write(package.join(".env"), "KIT_TEST_ELSEWHERE=1").unwrap();
        let file = workspace.path().join(".env");
        std::fs::write(&file, "KIT_TEST_FROM_FILE=1\nPATH=overridden\n").unwrap();
        load(&package).unwrap();
        assert_eq!(var("KIT_TEST_FROM_FILE").as_deref(), Some("1"));
        assert_eq!(file_of("KIT_TEST_FROM_FILE"), Some(file.as_path()));
        assert_eq!(
            (file_of("PATH"), file_of("KIT_TEST_ELSEWHERE"), var("KIT_TEST_ELSEWHERE")),
            (None, None, None)
        );

        std::fs::write(&file, "A s3cret").unwrap();
        let refused = load(&package).unwrap_err().to_string();
        assert!(
            refused.ends_with("a line is not of the form NAME=value")
                && !refused.contains("s3cret"),
            "{refused}"
        );
    }

    #[cfg(feature = "cli")]
    #[test]
    fn a_file_is_of_the_workspace_by_where_it_really_is() {
        let workspace = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        std::fs::write(workspace.path().join("Cargo.toml"), "[workspace]").unwrap();
        for file in [workspace.path().join("a.db"), elsewhere.path().join("b.db")] {
            std::fs::write(file, "").unwrap();
        }
        let inside = |file: &Path| is_of_workspace(workspace.path(), file);
        assert!(inside(&workspace.path().join("a.db")));
        assert!(
            !inside(&elsewhere.path().join("b.db"))
                && !inside(&workspace.path().join("missing.db"))
        );
        assert!(!inside(
            &workspace.path().join("..").join(elsewhere.path().file_name().unwrap()).join("b.db")
        ));
        #[cfg(unix)]
        {
            let link = workspace.path().join("link.db");
            std::os::unix::fs::symlink(elsewhere.path().join("b.db"), &link).unwrap();
            assert!(!inside(&link));
        }
    }

    #[test]
    fn special_characters_of_a_folder_are_encoded() {
        let dir = tempfile::Builder::new().prefix("50% #1?").tempdir().unwrap();
        std::fs::write(dir.path().join("Cargo.toml"), "[workspace]").unwrap();
        let url = default_url(dir.path()).unwrap();
        assert!(url.contains("50%25 %231%3F"), "{url}");
        assert!(Target::parse(&url).is_ok());
    }

    #[test]
    fn seconds_are_numbers() {
        assert_eq!(parse_seconds("1.5"), Some(Duration::from_millis(1500)));
        for bad in ["", "-1", "ten", "NaN", "1e400", "1e19", "inf"] {
            assert_eq!(parse_seconds(bad), None, "{bad}");
        }
    }
}
