//! Where the database is: a checked DATABASE_URL that never shows its password.

use secrecy::{ExposeSecret as _, SecretString};
use std::fmt;
use std::path::{Path, PathBuf};
use url::Url;

use crate::Backend;
use crate::Error;
use crate::dialect::url::{Effective, of as driver_of};
use crate::error::sqlx_reason;

/// A database URL that has been understood. `Display` and `Debug` show what the driver takes from
/// it, which its parameters may have overridden, and leave out everything that may be secret.
#[derive(Clone, Debug)]
pub struct Target {
    url: SecretString,
    backend: Backend,
    effective: Effective,
}

impl Target {
    /// Reads a database URL.
    ///
    /// Understood are `sqlite:`, `postgres://`, `postgresql://`, `mysql://` and `mariadb://`.
    ///
    /// # Errors
    /// [`Error::Environment`] for a URL that is empty, malformed, of another scheme, or of a
    /// backend that was not compiled in. The message never repeats the URL's password.
    ///
    /// ```
    /// use migration_kit::Target;
    ///
    /// let target = Target::parse("postgres://app:secret@db.internal/shop")?;
    /// assert_eq!(target.to_string(), "postgres://app@db.internal/shop");
    /// assert!(!target.is_local());
    /// # Ok::<(), migration_kit::Error>(())
    /// ```
    pub fn parse(url: &str) -> Result<Self, Error> {
        let url = url.trim();
        if url.is_empty() {
            return Err(malformed("DATABASE_URL is empty"));
        }
        let Some((scheme, rest)) = url.split_once(':') else {
            return Err(malformed("DATABASE_URL is not a URL: it has no scheme"));
        };
        let (backend, url) = match scheme {
            "sqlite" => return sqlite(url),
            "postgres" | "postgresql" => (Backend::Postgres, url.to_owned()),
            "mysql" => (Backend::MySql, url.to_owned()),
            "mariadb" => (Backend::MySql, format!("mysql:{rest}")),
            // What stands before the colon may be a password when the URL is badly broken, so only
            // a plain word is repeated.
            word if word.len() <= 16 && word.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                return Err(malformed(&format!("DATABASE_URL has the unknown scheme `{word}:`")));
            }
            _ => return Err(malformed("DATABASE_URL has an unknown scheme")),
        };
        let parsed = Url::parse(&url).map_err(|e| Error::Environment {
            message: format!("DATABASE_URL cannot be read: {e}"),
            hint: Some(ENCODE.to_owned()),
        })?;
        // An `@` behind the host, or a fragment, is what is left of a password with a `/`, `?` or
        // `#` in it, and would be shown.
        let rest = [parsed.path(), parsed.query().unwrap_or_default()];
        if parsed.fragment().is_some() || rest.iter().any(|part| part.contains('@')) {
            return Err(Error::Environment {
                message:
                    "DATABASE_URL cannot be read: its password or its parameters hold a special character"
                        .into(),
                hint: Some(ENCODE.to_owned()),
            });
        }
        let url = without_unknown_parameters(backend, parsed);
        Ok(Self { backend, effective: effective(backend, &url)?, url: url.into() })
    }

    /// The backend that the scheme names. MariaDB is [`Backend::MySql`].
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// True for a file, a socket or a loopback address: a database that only this machine's user
    /// can lose.
    pub fn is_local(&self) -> bool {
        self.effective.local
    }

    /// True for an SQLite database in memory, which only the connection or the pool that made it
    /// can see.
    pub fn is_in_memory(&self) -> bool {
        self.effective.in_memory
    }

    /// The file of an SQLite database as the URL names it; `None` in memory and on a server.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        self.effective.file.clone()
    }

    /// The database that is opened on a server; `None` where none is chosen, and for SQLite.
    #[cfg(feature = "cli")]
    pub(crate) fn database(&self) -> Option<&str> {
        self.effective.database.as_deref()
    }

    /// True for an SQLite file that does not exist yet and would be made by connecting.
    pub(crate) fn is_missing_file(&self) -> bool {
        // In a folder that is missing too, connecting says what is wrong.
        self.effective.makes_file
            && self.sqlite_file().is_some_and(|file| {
                let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
                !file.exists() && folder.is_none_or(Path::is_dir)
            })
    }

    /// The URL itself, with its password: for a driver, never for a person.
    pub fn expose_url(&self) -> &str {
        self.url.expose_secret()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.effective.shown)
    }
}

const ENCODE: &str = "percent-encode special characters in its user name and password: `@` is %40, `/` %2F, `?` %3F, `#` %23, a space %20";

fn malformed(message: &str) -> Error {
    Error::Environment {
        message: message.to_owned(),
        hint: Some(
            "give a URL such as sqlite:///folder/app.db?mode=rwc, postgres://user:password@host/database or \
             mysql://user:password@host/database"
                .to_owned(),
        ),
    }
}

/// SQLite URLs are not quite URLs (`sqlite:app.db`, `sqlite::memory:`), so only their parameters
/// are cut off. But SeaORM reads them as URLs, so they have to be.
fn sqlite(url: &str) -> Result<Target, Error> {
    let path = url.split_once('?').map_or(url, |(path, _)| path);
    if path.trim_start_matches("sqlite:").trim_start_matches("//").is_empty() {
        return Err(malformed("DATABASE_URL names no SQLite file"));
    }
    if let Err(e) = Url::parse(url) {
        return Err(Error::Environment {
            message: format!("DATABASE_URL cannot be read: {e}"),
            hint: Some(
                "percent-encode special characters of the path, or write it in full: sqlite:///folder/app.db"
                    .into(),
            ),
        });
    }
    let effective = effective(Backend::Sqlite, url)?;
    if effective.file.as_ref().is_some_and(|file| file.to_string_lossy().starts_with("file:")) {
        return Err(Error::Environment {
            message:
                "DATABASE_URL names an SQLite file by `file:`, which SQLite reads as another URL"
                    .to_owned(),
            hint: Some("name the file itself: sqlite:///folder/app.db".to_owned()),
        });
    }
    Ok(Target { url: url.into(), backend: Backend::Sqlite, effective })
}

/// Lets the driver read the URL, so that a wrong parameter is named before anything is opened.
fn effective(backend: Backend, url: &str) -> Result<Effective, Error> {
    let Some(driver) = driver_of(backend) else {
        return Err(Error::Environment {
            message: format!("DATABASE_URL needs {}, which was not compiled in", backend.name()),
            hint: Some("enable the matching sqlx-… feature of migration-kit".to_owned()),
        });
    };
    driver.read(url).map_err(|e| {
        Error::environment(format!("DATABASE_URL cannot be read: {}", sqlx_reason(&e)))
    })
}

/// Without the parameters that the driver is not to see.
fn without_unknown_parameters(backend: Backend, mut url: Url) -> String {
    let known = |name: &str| driver_of(backend).is_none_or(|driver| driver.takes(name));
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    if pairs.iter().all(|(name, _)| known(name)) {
        return url.into();
    }
    url.set_query(None);
    let kept: Vec<_> = pairs.into_iter().filter(|(name, _)| known(name)).collect();
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    url.into()
}

/// The backends that the workspace enables.
#[cfg(feature = "cli")]
pub(crate) fn enabled() -> Vec<Backend> {
    Backend::ALL.into_iter().filter(|backend| driver_of(*backend).is_some()).collect()
}

#[cfg(test)]
mod tests;
