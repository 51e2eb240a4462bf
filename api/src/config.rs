//! The settings, from the environment and `.env`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use migration_kit::apply::BootOptions;
use migration_kit::page::PageOptions;
use migration_kit::{Error, Target, env};

use url::Url;

use crate::http::Proxies;
use crate::secrets::setting;

/// The passwords of docker-compose.yml.
const PUBLIC_PASSWORDS: [&str; 2] = ["app", "root"];

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// What the server needs to know before it starts.
pub struct Config {
    /// API_ADDR: where to listen.
    pub address: SocketAddr,
    /// API_OPERATIONS_ADDR: where to show what is for those who run the server; without it, with
    /// everything else.
    pub operations_address: Option<SocketAddr>,
    /// DATABASE_URL, or the default database.
    pub database: Target,
    /// MIGRATE_ON_BOOT and the time-outs around it.
    pub boot: BootOptions,
    /// API_POOL_SIZE: how many connections at most.
    pub pool_size: u32,
    /// API_POOL_TIMEOUT: how long a request waits for one of them before it is refused.
    pub pool_timeout: Duration,
    /// API_MAX_CONNECTIONS: how many clients may be connected at once.
    pub max_connections: usize,
    /// API_HEAD_TIMEOUT: how long the head of a request may take.
    pub head_timeout: Duration,
    /// API_KEEP_ALIVE: how long a connection may wait for its next request.
    pub keep_alive: Duration,
    /// API_REQUEST_TIMEOUT: how long a request may take, once its head has arrived, and then its
    /// client for the answer.
    pub request_timeout: Duration,
    /// API_DRAIN_DELAY: how long the server goes on after SIGTERM, not ready, so that whoever sends
    /// it requests learns of it.
    pub drain_delay: Duration,
    /// API_DRAIN_TIMEOUT: how long the requests under way may go on after that. An orchestrator's
    /// own grace has to be longer than both.
    pub drain_timeout: Duration,
    /// API_RATE_LIMIT: requests a second for each token, and for each address without one; `off`
    /// for any number.
    pub rate_limit: Option<NonZeroU32>,
    /// API_TRUSTED_PROXIES and API_FORWARDED_HEADER: who says where a request comes from.
    pub proxies: Proxies,
    /// API_PURGE_AFTER: how long a deleted chat can be restored.
    pub purge_after: Duration,
    /// API_SCHEMA_PAGE: what `GET /schema` says beside the schema, where it is on.
    pub schema_page: Option<PageOptions>,
}

impl Config {
    /// Reads and checks every setting, so that a wrong one is named before anything is opened.
    pub fn from_env() -> Result<Self, Error> {
        let address = socket("API_ADDR")?.unwrap_or(const { SocketAddr::new(LOCALHOST, 3000) });
        let operations_address = socket("API_OPERATIONS_ADDR")?;
        let database = database()?;
        Ok(Self {
            address,
            operations_address,
            schema_page: schema_page(&operations_address.unwrap_or(address), &database)?,
            database,
            boot: BootOptions::from_env()?,
            pool_size: number::<NonZeroU32>("API_POOL_SIZE")?.map_or(10, NonZeroU32::get),
            pool_timeout: env::seconds("API_POOL_TIMEOUT", Duration::from_secs(5))?,
            max_connections: number::<NonZeroUsize>("API_MAX_CONNECTIONS")?
                .map_or(1024, NonZeroUsize::get),
            head_timeout: env::seconds("API_HEAD_TIMEOUT", Duration::from_secs(10))?,
            keep_alive: env::seconds("API_KEEP_ALIVE", Duration::from_secs(75))?,
            request_timeout: env::seconds("API_REQUEST_TIMEOUT", Duration::from_secs(30))?,
            drain_delay: env::seconds("API_DRAIN_DELAY", Duration::from_secs(1))?,
            drain_timeout: env::seconds("API_DRAIN_TIMEOUT", Duration::from_secs(20))?,
            rate_limit: rate_limit()?,
            proxies: Proxies::from_env()?,
            purge_after: env::seconds("API_PURGE_AFTER", Duration::from_secs(30 * 24 * 3600))?,
        })
    }
}

/// The database that the environment or a file of it names, or the default one.
pub fn database() -> Result<Target, Error> {
    let url = setting("DATABASE_URL")?;
    // The variable itself is read by the kit, which tells of a `.env` that has set it.
    let of_file = url.as_deref().filter(|_| std::env::var_os("DATABASE_URL").is_none());
    let database = env::database(Path::new(env!("CARGO_MANIFEST_DIR")), of_file)?;
    if let Some(url) = &url {
        warn_of_public_password(url);
    }
    if database.is_in_memory() {
        return Err(Error::Environment {
            message: "DATABASE_URL is an SQLite database in memory, which the server's pool could not share"
                .to_owned(),
            hint: Some("name a file, such as sqlite://app.db?mode=rwc".to_owned()),
        });
    }
    Ok(database)
}

/// The passwords of docker-compose.yml are known to everybody.
fn warn_of_public_password(url: &str) {
    let password = Url::parse(url).ok().and_then(|url| url.password().map(str::to_owned));
    if password.is_some_and(|password| PUBLIC_PASSWORDS.contains(&password.as_str())) {
        tracing::warn!(
            "the password in DATABASE_URL is the public one of docker-compose.yml: set your own"
        );
    }
}

/// Without the setting the page is for the developer at this machine alone: both the address and
/// the database are local.
fn schema_page(address: &SocketAddr, database: &Target) -> Result<Option<PageOptions>, Error> {
    let is_on = match env::var("API_SCHEMA_PAGE").as_deref() {
        None => address.ip().is_loopback() && database.is_local(),
        Some("on") => true,
        Some("off") => false,
        Some(other) => {
            return Err(Error::Environment {
                message: format!("API_SCHEMA_PAGE is `{other}`, neither on nor off"),
                hint: Some(
                    "without it, the page is on where the address and the database are local"
                        .to_owned(),
                ),
            });
        }
    };
    Ok(is_on.then(|| PageOptions { title: "Schema".to_owned(), database: database.to_string() }))
}

fn socket(name: &str) -> Result<Option<SocketAddr>, Error> {
    let Some(address) = env::var(name) else { return Ok(None) };
    address.parse().map(Some).map_err(|_| Error::Environment {
        message: format!("{name} is `{address}`, not an address and a port"),
        hint: Some(
            "give one such as 127.0.0.1:3000 or [::1]:3000; port 0 takes a free one".to_owned(),
        ),
    })
}

fn rate_limit() -> Result<Option<NonZeroU32>, Error> {
    if env::var("API_RATE_LIMIT").is_some_and(|text| text.trim() == "off") {
        return Ok(None);
    }
    Ok(Some(number("API_RATE_LIMIT")?.unwrap_or(const { NonZeroU32::new(50).unwrap() })))
}

fn number<N: FromStr>(name: &str) -> Result<Option<N>, Error> {
    let Some(text) = env::var(name) else { return Ok(None) };
    text.trim().parse().map(Some).map_err(|_| Error::Environment {
        message: format!("{name} is `{text}`, not a number above zero"),
        hint: None,
    })
}
