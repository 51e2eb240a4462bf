//! What the driver takes from a URL.

use std::path::PathBuf;

use sea_orm::sqlx::{self, postgres::PgConnectOptions};

use crate::dialect::Postgres;
use crate::dialect::address::{Server, has_port};
use crate::dialect::url::{Effective, Url};

impl Url for Postgres {
    fn read(&self, url: &str) -> Result<Effective, sqlx::Error> {
        let options: PgConnectOptions = url.parse()?;
        // The driver takes a host that begins with a slash for the folder of a socket, wherever it
        // was said.
        let folder =
            Some(options.get_host()).filter(|host| host.starts_with('/')).map(PathBuf::from);
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
        Ok(Effective {
            shown: format!("postgres://{}", server.shown(user, database, port)),
            local: server.is_local(),
            database: Some(database.to_owned()),
            ..Effective::default()
        })
    }

    /// The driver ignores a parameter that it does not know, and logs it with its value, which may
    /// be a misspelt password. So it never gets to see one.
    fn takes(&self, parameter: &str) -> bool {
        KNOWN.contains(&parameter) || parameter == "options" || parameter.starts_with("options[")
    }
}

const KNOWN: [&str; 17] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
];
