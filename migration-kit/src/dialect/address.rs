//! Where a server is, as it is shown: its host or its socket, without a password.

use std::path::PathBuf;

use crate::escape::percent_encoded;

/// Where a server is.
pub(super) struct Server<'a> {
    /// A socket, with the parameter that names one; it wins over the host.
    pub(super) socket: Option<(&'static str, PathBuf)>,
    pub(super) host: &'a str,
    pub(super) port: u16,
}

impl Server<'_> {
    /// Such as `app@db.internal:5433/shop`, and `app@/shop?host=/run/postgresql` through a socket.
    pub(super) fn shown(&self, user: &str, database: &str, port: bool) -> String {
        const SPECIAL: [char; 7] = ['%', '/', '?', '#', '@', ':', ' '];
        let (user, database) =
            (percent_encoded(user, &SPECIAL), percent_encoded(database, &SPECIAL));
        if let Some((parameter, path)) = &self.socket {
            let path = percent_encoded(&path.to_string_lossy(), &['%', '&', '#', ' ']);
            let port = if port && *parameter == "host" {
                format!("&port={}", self.port)
            } else {
                String::new()
            };
            return format!("{user}@/{database}?{parameter}={path}{port}");
        }
        let host = match self.host.trim_start_matches('[').trim_end_matches(']') {
            address if address.contains(':') => {
                format!("[{}]", percent_encoded(address, &SPECIAL[..5]))
            }
            name => percent_encoded(name, &SPECIAL),
        };
        let port = if port { format!(":{}", self.port) } else { String::new() };
        format!("{user}@{host}{port}/{database}")
    }

    pub(super) fn is_local(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        let address = host.parse::<std::net::IpAddr>();
        self.socket.is_some()
            || host == "localhost"
            || address.is_ok_and(|address| address.is_loopback())
    }
}

/// Whether the URL says a port itself, which is shown then even if it is the usual one.
pub(super) fn has_port(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| url.port().is_some())
}
