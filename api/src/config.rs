//! The settings, from the environment and `.env`.

use std::net::SocketAddr;
use std::path::Path;

use migration_kit::apply::BootOptions;
use migration_kit::page::PageOptions;
use migration_kit::{Error, Target, env};

/// What the server needs to know before it starts.
pub struct Config {
    /// API_ADDR: where to listen.
    pub address: SocketAddr,
    /// DATABASE_URL, or the default database.
    pub database: Target,
    /// MIGRATE_ON_BOOT and the time-outs around it.
    pub boot: BootOptions,
    /// API_SCHEMA_PAGE: whether `GET /schema` shows the schema.
    pub schema_page: bool,
}

impl Config {
    /// Reads and checks every setting, so that a wrong one is named before anything is opened.
    pub fn from_env() -> Result<Self, Error> {
        let address = env::var("API_ADDR").unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let address = address.parse().map_err(|_| Error::Config {
            message: format!("API_ADDR is `{address}`, not an address and a port"),
            hint: Some("give one such as 127.0.0.1:3000 or [::1]:3000; port 0 takes a free one".to_owned()),
        })?;
        let database = match std::env::var("DATABASE_URL") {
            Ok(url) => Target::parse(&url)?,
            Err(_) => {
                let target = Target::parse(&env::default_url(Path::new(env!("CARGO_MANIFEST_DIR"))))?;
                tracing::info!("no DATABASE_URL is set: using the default database, {target}");
                target
            }
        };
        if database.is_in_memory() {
            return Err(Error::Config {
                message:
                    "DATABASE_URL is an SQLite database in memory, which the server's pool could not share"
                        .to_owned(),
                hint: Some("name a file, such as sqlite://app.db?mode=rwc".to_owned()),
            });
        }
        let schema_page = schema_page(&address, &database)?;
        Ok(Self { address, database, boot: BootOptions::from_env()?, schema_page })
    }

    /// What the page of the schema says, where it is on.
    pub fn page(&self) -> Option<PageOptions> {
        let database = self.database.to_string();
        self.schema_page.then(|| PageOptions { title: "Schema".to_owned(), database })
    }
}

/// Without the setting the page is for the developer at this machine alone: both the address and the database are local.
fn schema_page(address: &SocketAddr, database: &Target) -> Result<bool, Error> {
    match env::var("API_SCHEMA_PAGE").as_deref() {
        None => Ok(address.ip().is_loopback() && database.is_local()),
        Some("on") => Ok(true),
        Some("off") => Ok(false),
        Some(other) => Err(Error::Config {
            message: format!("API_SCHEMA_PAGE is `{other}`, neither on nor off"),
            hint: Some("without it, the page is on where the address and the database are local".to_owned()),
        }),
    }
}
