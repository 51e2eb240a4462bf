//! What a driver takes from a URL: its options, read back after it has read the URL, in a form that
//! can be shown.
//!
//! Parameters override the parts of a URL (`?host=`, `?dbname=`, `?socket=`), and so do PGHOST and
//! its like, so the URL itself does not say where a connection goes.

use std::path::PathBuf;
#[cfg(feature = "sqlx-sqlite")]
use url::form_urlencoded;

use crate::Backend;
use crate::Error;
use crate::error::sqlx_reason;

/// What is opened.
#[derive(Clone, Debug, Default)]
pub(super) struct Effective {
    /// A URL for people, without password and parameters.
    pub shown: String,
    /// A file, a socket or a loopback address.
    pub local: bool,
    /// SQLite's file.
    pub file: Option<PathBuf>,
    /// SQLite without a file.
    pub in_memory: bool,
    /// SQLite's file is made when it is missing.
    pub makes_file: bool,
    /// The database on a server.
    #[cfg_attr(
        not(feature = "cli"),
        expect(dead_code, reason = "the command line alone asks for it")
    )]
    pub database: Option<String>,
}

impl Effective {
    /// Lets the driver read the URL, so that a wrong parameter is named before anything is opened.
    pub(super) fn of(backend: Backend, url: &str) -> Result<Self, Error> {
        let read: Result<Self, sea_orm::sqlx::Error> = match backend {
            #[cfg(feature = "sqlx-sqlite")]
            Backend::Sqlite => url.parse().map(|options| sqlite(url, &options)),
            #[cfg(feature = "sqlx-postgres")]
            Backend::Postgres => url.parse().map(|options| postgres(url, &options)),
            #[cfg(feature = "sqlx-mysql")]
            Backend::MySql => url.parse().map(|options| mysql(url, &options)),
            #[cfg(not(all(
                feature = "sqlx-sqlite",
                feature = "sqlx-postgres",
                feature = "sqlx-mysql"
            )))]
            other => {
                return Err(Error::Environment {
                    message: format!(
                        "DATABASE_URL needs {}, which was not compiled in",
                        other.name()
                    ),
                    hint: Some("enable the matching sqlx-… feature of migration-kit".to_owned()),
                });
            }
        };
        read.map_err(|e| {
            Error::environment(format!("DATABASE_URL cannot be read: {}", sqlx_reason(&e)))
        })
    }
}

#[cfg(feature = "sqlx-sqlite")]
fn sqlite(url: &str, options: &sea_orm::sqlx::sqlite::SqliteConnectOptions) -> Effective {
    let (path, parameters) = url.split_once('?').unwrap_or((url, ""));
    let mode = |wanted: &str| {
        form_urlencoded::parse(parameters.as_bytes())
            .any(|(name, mode)| name == "mode" && mode == wanted)
    };
    let in_memory = mode("memory")
        || path.trim_start_matches("sqlite://").trim_start_matches("sqlite:") == ":memory:";
    let file = (!in_memory).then(|| options.get_filename().to_owned());
    let shown = match &file {
        Some(file) => format!("sqlite://{}", encoded(&file.to_string_lossy(), &['%', '?', '#'])),
        None => "sqlite::memory:".to_owned(),
    };
    Effective { shown, local: true, in_memory, makes_file: mode("rwc"), file, database: None }
}

#[cfg(feature = "sqlx-postgres")]
fn postgres(url: &str, options: &sea_orm::sqlx::postgres::PgConnectOptions) -> Effective {
    // The driver takes a host that begins with a slash for the folder of a socket, wherever it was
    // said.
    let folder = Some(options.get_host()).filter(|host| host.starts_with('/')).map(PathBuf::from);
    let socket = options.get_socket().cloned().or(folder);
    let user = options.get_username();
    // The server takes the user's name where no database is named.
    let database = options.get_database().unwrap_or(user);
    let server = Server {
        socket: socket.map(|socket| ("host", socket)),
        host: options.get_host(),
        port: options.get_port(),
    };
    let port = server.port != 5432 || has_port(url);
    Effective {
        shown: format!("postgres://{}", server.shown(user, database, port)),
        local: server.is_local(),
        database: Some(database.to_owned()),
        ..Effective::default()
    }
}

#[cfg(feature = "sqlx-mysql")]
fn mysql(url: &str, options: &sea_orm::sqlx::mysql::MySqlConnectOptions) -> Effective {
    let socket = options.get_socket().cloned().map(|socket| ("socket", socket));
    let server = Server { socket, host: options.get_host(), port: options.get_port() };
    let port = server.port != 3306 || has_port(url);
    Effective {
        shown: format!(
            "mysql://{}",
            server.shown(options.get_username(), options.get_database().unwrap_or_default(), port)
        ),
        local: server.is_local(),
        database: options.get_database().map(str::to_owned),
        ..Effective::default()
    }
}

/// Whether the URL says a port itself, which is shown then even if it is the usual one.
#[cfg(any(feature = "sqlx-postgres", feature = "sqlx-mysql"))]
fn has_port(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| url.port().is_some())
}

/// Where a server is.
#[cfg(any(feature = "sqlx-postgres", feature = "sqlx-mysql"))]
struct Server<'a> {
    /// A socket, with the parameter that names one; it wins over the host.
    socket: Option<(&'static str, PathBuf)>,
    host: &'a str,
    port: u16,
}

#[cfg(any(feature = "sqlx-postgres", feature = "sqlx-mysql"))]
impl Server<'_> {
    /// Such as `app@db.internal:5433/shop`, and `app@/shop?host=/run/postgresql` through a socket.
    fn shown(&self, user: &str, database: &str, port: bool) -> String {
        const SPECIAL: [char; 7] = ['%', '/', '?', '#', '@', ':', ' '];
        let (user, database) = (encoded(user, &SPECIAL), encoded(database, &SPECIAL));
        if let Some((parameter, path)) = &self.socket {
            let path = encoded(&path.to_string_lossy(), &['%', '&', '#', ' ']);
            let port = if port && *parameter == "host" {
                format!("&port={}", self.port)
            } else {
                String::new()
            };
            return format!("{user}@/{database}?{parameter}={path}{port}");
        }
        let host = match self.host.trim_start_matches('[').trim_end_matches(']') {
            address if address.contains(':') => format!("[{}]", encoded(address, &SPECIAL[..5])),
            name => encoded(name, &SPECIAL),
        };
        let port = if port { format!(":{}", self.port) } else { String::new() };
        format!("{user}@{host}{port}/{database}")
    }

    fn is_local(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        let address = host.parse::<std::net::IpAddr>();
        self.socket.is_some()
            || host == "localhost"
            || address.is_ok_and(|address| address.is_loopback())
    }
}

/// The text with the special characters, and everything that a terminal would act on,
/// percent-encoded.
fn encoded(text: &str, special: &[char]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        if special.contains(&c) || crate::escape::is_hidden(c) {
            let mut bytes = [0; 4];
            encoded.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        } else {
            encoded.push(c);
        }
    }
    encoded
}
