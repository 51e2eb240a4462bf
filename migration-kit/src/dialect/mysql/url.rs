//! What the driver takes from a URL.

use sea_orm::sqlx::{self, mysql::MySqlConnectOptions};

use crate::dialect::MySql;
use crate::dialect::address::{Server, has_port};
use crate::dialect::url::{Effective, Url};

impl Url for MySql {
    fn read(&self, url: &str) -> Result<Effective, sqlx::Error> {
        let options: MySqlConnectOptions = url.parse()?;
        let socket = options.get_socket().cloned().map(|socket| ("socket", socket));
        let server = Server { socket, host: options.get_host(), port: options.get_port() };
        let port = server.port != 3306 || has_port(url);
        Ok(Effective {
            shown: format!(
                "mysql://{}",
                server.shown(
                    options.get_username(),
                    options.get_database().unwrap_or_default(),
                    port
                )
            ),
            local: server.is_local(),
            database: options.get_database().map(str::to_owned),
            ..Effective::default()
        })
    }

    fn takes(&self, _: &str) -> bool {
        true
    }
}
