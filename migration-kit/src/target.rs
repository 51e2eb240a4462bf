//! Where the database is: a checked DATABASE_URL that never shows its password.

use std::fmt;
use std::path::{Path, PathBuf};

use sea_orm::DbBackend;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::Error;

/// A database URL that has been understood. `Display` and `Debug` leave out everything that may be secret.
#[derive(Clone, Debug)]
pub struct Target {
    url: SecretString,
    backend: DbBackend,
    shown: String,
    local: bool,
}

impl Target {
    /// Reads a database URL.
    ///
    /// Understood are `sqlite:`, `postgres://`, `postgresql://`, `mysql://` and `mariadb://`.
    ///
    /// # Errors
    /// [`Error::Config`] for a URL that is empty, malformed, of another scheme, or of a backend that was not
    /// compiled in. The message never repeats the URL's password.
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
            "postgres" | "postgresql" => (DbBackend::Postgres, url.to_owned()),
            "mysql" => (DbBackend::MySql, url.to_owned()),
            "mariadb" => (DbBackend::MySql, format!("mysql:{rest}")),
            // What stands before the colon may be a password when the URL is badly broken, so only a plain word is
            // repeated.
            word if word.len() <= 16 && word.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                return Err(malformed(&format!("DATABASE_URL has the unknown scheme `{word}:`")));
            }
            _ => return Err(malformed("DATABASE_URL has an unknown scheme")),
        };
        let parsed = Url::parse(&url).map_err(|e| Error::Config {
            message: format!("DATABASE_URL cannot be read: {e}"),
            hint: Some(ENCODE.to_owned()),
        })?;
        // An `@` behind the host, or a fragment, is what is left of a password with a `/`, `?` or `#` in it, and would
        // be shown.
        let rest = [parsed.path(), parsed.query().unwrap_or_default()];
        if parsed.fragment().is_some() || rest.iter().any(|part| part.contains('@')) {
            return Err(Error::Config {
                message:
                    "DATABASE_URL cannot be read: its password or its parameters hold a special character"
                        .into(),
                hint: Some(ENCODE.to_owned()),
            });
        }
        let local = driver(backend, &url)?;
        Ok(Self { backend, shown: shown(&parsed), local, url: url.into() })
    }

    /// The backend that the scheme names. MariaDB is [`DbBackend::MySql`].
    pub fn backend(&self) -> DbBackend {
        self.backend
    }

    /// True for a file, a socket or a loopback address: a database that only this machine's user can lose.
    pub fn is_local(&self) -> bool {
        self.local
    }

    /// True for an SQLite database in memory, which only the connection or the pool that made it can see.
    pub fn is_in_memory(&self) -> bool {
        let url = self.expose_url();
        self.backend == DbBackend::Sqlite && (url.contains(":memory:") || url.contains("mode=memory"))
    }

    /// The file of an SQLite database as the URL names it; `None` in memory and on a server.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        #[cfg(feature = "sqlx-sqlite")]
        if self.backend == DbBackend::Sqlite && !self.is_in_memory() {
            let options = self.expose_url().parse::<sea_orm::sqlx::sqlite::SqliteConnectOptions>();
            return options.ok().map(|options| options.get_filename().to_owned());
        }
        None
    }

    /// True for an SQLite file that does not exist yet and would be made by connecting.
    pub(crate) fn is_missing_file(&self) -> bool {
        // In a folder that is missing too, connecting says what is wrong.
        self.expose_url().contains("mode=rwc")
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
        f.write_str(&self.shown)
    }
}

const ENCODE: &str = "percent-encode special characters in its user name and password: `@` is %40, `/` %2F, `?` %3F, `#` %23, a space %20";

fn malformed(message: &str) -> Error {
    Error::Config {
        message: message.to_owned(),
        hint: Some(
            "give a URL such as sqlite:///folder/app.db?mode=rwc, postgres://user:password@host/database or \
             mysql://user:password@host/database"
                .to_owned(),
        ),
    }
}

/// SQLite URLs are not quite URLs (`sqlite:app.db`, `sqlite::memory:`), so only their parameters are cut off. But SeaORM
/// reads them as URLs, so they have to be.
fn sqlite(url: &str) -> Result<Target, Error> {
    let path = url.split_once('?').map_or(url, |(path, _)| path);
    if path.trim_start_matches("sqlite:").trim_start_matches("//").is_empty() {
        return Err(malformed("DATABASE_URL names no SQLite file"));
    }
    if let Err(e) = Url::parse(url) {
        return Err(Error::Config {
            message: format!("DATABASE_URL cannot be read: {e}"),
            hint: Some(
                "percent-encode special characters of the path, or write it in full: sqlite:///folder/app.db"
                    .into(),
            ),
        });
    }
    let local = driver(DbBackend::Sqlite, url)?;
    Ok(Target { url: url.into(), backend: DbBackend::Sqlite, shown: path.to_owned(), local })
}

/// Scheme, user, host, port and database; the password and the parameters, which may hold one, stay out.
fn shown(url: &Url) -> String {
    let user = match url.username() {
        "" => String::new(),
        user => format!("{user}@"),
    };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{user}{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

/// Lets the driver read the URL, so that a wrong parameter is named before anything is opened, and says whether the
/// database is where only this machine's user can lose it. What the driver takes for its host is what counts.
fn driver(backend: DbBackend, url: &str) -> Result<bool, Error> {
    let local: Result<bool, sea_orm::sqlx::Error> = match backend {
        #[cfg(feature = "sqlx-sqlite")]
        DbBackend::Sqlite => url.parse::<sea_orm::sqlx::sqlite::SqliteConnectOptions>().map(|_| true),
        #[cfg(feature = "sqlx-postgres")]
        DbBackend::Postgres => url
            .parse::<sea_orm::sqlx::postgres::PgConnectOptions>()
            .map(|options| options.get_socket().is_some() || is_loopback(options.get_host())),
        #[cfg(feature = "sqlx-mysql")]
        DbBackend::MySql => url
            .parse::<sea_orm::sqlx::mysql::MySqlConnectOptions>()
            .map(|options| options.get_socket().is_some() || is_loopback(options.get_host())),
        other => {
            return Err(Error::Config {
                message: format!("DATABASE_URL needs {}, which was not compiled in", name(other)),
                hint: Some("enable the matching sqlx-… feature of migration-kit".to_owned()),
            });
        }
    };
    local
        .map_err(|e| Error::config(format!("DATABASE_URL cannot be read: {}", crate::error::sqlx_reason(&e))))
}

#[cfg(any(feature = "sqlx-postgres", feature = "sqlx-mysql"))]
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    // A path is the folder of a socket.
    host == "localhost" || host.starts_with('/') || address.is_ok_and(|address| address.is_loopback())
}

/// The backends that the workspace enables.
#[cfg(feature = "cli")]
pub(crate) fn enabled() -> Vec<DbBackend> {
    let all = [
        (DbBackend::Sqlite, cfg!(feature = "sqlx-sqlite")),
        (DbBackend::Postgres, cfg!(feature = "sqlx-postgres")),
        (DbBackend::MySql, cfg!(feature = "sqlx-mysql")),
    ];
    all.into_iter().filter(|(_, enabled)| *enabled).map(|(backend, _)| backend).collect()
}

/// A backend's name as people write it.
pub(crate) fn name(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Sqlite => "SQLite",
        DbBackend::Postgres => "PostgreSQL",
        DbBackend::MySql => "MySQL",
        other => other.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_as(url: &str) -> String {
        Target::parse(url).unwrap().to_string()
    }

    #[test]
    fn the_password_is_never_shown() {
        assert_eq!(shown_as("postgres://u:s3cret@h:5433/db?sslmode=disable"), "postgres://u@h:5433/db");
        assert_eq!(shown_as("postgres://h/db?password=s3cret"), "postgres://h/db");
        assert_eq!(shown_as("mariadb://u:s3cret@h/db"), "mysql://u@h/db");
        let target = Target::parse("postgres://u:s3cret@h/db").unwrap();
        assert!(!format!("{target:?}").contains("s3cret"));
    }

    const SPECIAL: &str =
        "DATABASE_URL cannot be read: its password or its parameters hold a special character";

    #[test]
    fn a_malformed_url_is_a_clear_error_without_its_password() {
        for (url, expected) in [
            ("", "DATABASE_URL is empty"),
            ("app.db", "DATABASE_URL is not a URL: it has no scheme"),
            ("oracle://u:s3cret@h/db", "DATABASE_URL has the unknown scheme `oracle:`"),
            ("u:s3cret@h/db", "DATABASE_URL has the unknown scheme `u:`"),
            ("postgres://u:s3cret@h:port/db", "DATABASE_URL cannot be read: invalid port number"),
            ("postgres://u:s3cret#@h/db", "DATABASE_URL cannot be read: invalid port number"),
            ("postgres://app:12/s3cret@127.0.0.1/db", SPECIAL),
            ("postgres://app:/s3cret@127.0.0.1/db", SPECIAL),
            ("mysql://app:12?s3cret@127.0.0.1/db", SPECIAL),
            ("postgres://u:12#s3cret@h/db", SPECIAL),
            ("sqlite://my app.db", "DATABASE_URL cannot be read: invalid domain character"),
            ("sqlite:", "DATABASE_URL names no SQLite file"),
            (
                "sqlite://a.db?mode=s3cret",
                "DATABASE_URL cannot be read: error with configuration: unknown value \"s3cret\" for `mode`",
            ),
        ] {
            let error = Target::parse(url).unwrap_err();
            assert_eq!(error.to_string(), expected, "{url}");
            assert_eq!(error.exit_code(), 2);
        }
    }

    #[test]
    fn only_files_sockets_and_loopback_are_local() {
        for url in [
            "sqlite:app.db",
            "sqlite::memory:",
            "postgres://u@localhost/db",
            "postgres://u@127.0.0.1/db",
            "postgres://u@[::1]/db",
            "postgres:///db?host=/run/postgresql",
            "postgres://u@%2Frun%2Fpostgresql/db",
            "mysql://u@localhost/db",
            "mysql://u@h/db?socket=/run/mysqld/mysqld.sock",
        ] {
            assert!(Target::parse(url).unwrap().is_local(), "{url}");
        }
        for url in [
            "postgres://u@db/x",
            "postgres://localhost/x?host=db",
            "postgres://db/x?host=localhost&host=db",
            "postgres://db/x?socket=x",
            "mysql://10.0.0.1/x",
            "mysql://db/x?host=localhost",
        ] {
            assert!(!Target::parse(url).unwrap().is_local(), "{url}");
        }
    }
}
