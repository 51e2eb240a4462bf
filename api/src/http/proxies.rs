//! Where a request comes from when proxies stand before the server.
//!
//! In go the address that the connection comes from and the headers, out comes the address of the
//! client. A header is believed as far as it was written by proxies that the settings name: what
//! stands left of the first other address anybody could have sent.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header::FORWARDED};
use ipnet::IpNet;
use migration_kit::{Error, env};

/// The header of most proxies: a list of addresses.
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies whose word counts; without any, each connection is its own client.
#[derive(Clone, Debug)]
pub struct Proxies {
    trusted: Vec<IpNet>,
    header: HeaderName,
}

impl Proxies {
    /// API_TRUSTED_PROXIES: addresses and networks, separated by commas; API_FORWARDED_HEADER: the
    /// one header that they write. Another one that a client may have sent through them is not
    /// looked at.
    ///
    /// # Errors
    /// [`Error::Environment`] for a value that cannot be understood.
    pub fn from_env() -> Result<Self, Error> {
        let trusted = env::var("API_TRUSTED_PROXIES").unwrap_or_default();
        let header =
            env::var("API_FORWARDED_HEADER").unwrap_or_else(|| X_FORWARDED_FOR.to_string());
        Self::new(&trusted, &header)
    }

    fn new(trusted: &str, header: &str) -> Result<Self, Error> {
        let header = match header.trim().to_ascii_lowercase().as_str() {
            "x-forwarded-for" => X_FORWARDED_FOR,
            "forwarded" => FORWARDED,
            _ => {
                return Err(Error::Environment {
                    message: format!(
                        "API_FORWARDED_HEADER is `{header}`, neither X-Forwarded-For nor Forwarded"
                    ),
                    hint: None,
                });
            }
        };
        let networks = trusted.split(',').map(str::trim).filter(|one| !one.is_empty());
        let network = |one: &str| {
            let address = one.parse::<IpAddr>().map(IpNet::from);
            address.or_else(|_| one.parse()).map_err(|_| Error::Environment {
                message: format!(
                    "API_TRUSTED_PROXIES names `{one}`, which is neither an address nor a network"
                ),
                hint: Some(
                    "give addresses such as 10.0.0.7 or networks such as 10.0.0.0/8, separated by commas"
                        .to_owned(),
                ),
            })
        };
        Ok(Self { trusted: networks.map(network).collect::<Result<_, _>>()?, header })
    }

    /// Who sent a request.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines = headers.get_all(&self.header).iter().filter_map(|line| line.to_str().ok());
        let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
        for hop in hops.into_iter().rev() {
            if !self.trusts(client) {
                break;
            }
            let hop = if self.header == FORWARDED { element(hop) } else { Some(hop) };
            // What cannot be read ends what is known.
            let Some(hop) = hop.and_then(address) else { break };
            client = hop;
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }
}

/// The `for` of an element of `Forwarded`: RFC 7239, "4. Forwarded HTTP Header Field".
fn element(text: &str) -> Option<&str> {
    let pairs = text.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, node) = pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
    Some(node.trim_matches('"'))
}

/// An address with or without a port, an IPv6 one also in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse::<IpAddr>().ok();
    address
        .or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
        .map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &str, header: &str, peer: &str, lines: &[&str]) -> String {
        let proxies = Proxies::new(trusted, header).unwrap();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(proxies.header.clone(), line.parse().unwrap());
        }
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_header_is_believed_as_far_as_proxies_wrote_it() {
        let x = "X-Forwarded-For";
        for (trusted, header, peer, lines, expected) in [
            ("", x, "10.0.0.1", &["1.2.3.4"][..], "10.0.0.1"),
            ("10.0.0.0/8", x, "1.1.1.1", &["1.2.3.4"], "1.1.1.1"),
            ("10.0.0.0/8", x, "10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.0/8", x, "10.0.0.1", &["1.2.3.4"], "1.2.3.4"),
            ("10.0.0.0/8", x, "::ffff:10.0.0.1", &["1.2.3.4"], "1.2.3.4"),
            ("10.0.0.0/8", x, "10.0.0.1", &["6.6.6.6, 1.2.3.4, 10.0.0.2"], "1.2.3.4"),
            ("10.0.0.0/8", x, "10.0.0.1", &["6.6.6.6", "1.2.3.4:555, 10.0.0.2"], "1.2.3.4"),
            ("10.0.0.1", x, "10.0.0.1", &["1.2.3.4, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.0/8", x, "10.0.0.1", &["1.2.3.4, unknown"], "10.0.0.1"),
            ("10.0.0.0/8, ::1", x, "::1", &["2001:db8::1"], "2001:db8::1"),
            (
                "::1",
                "forwarded",
                "::1",
                &["for=6.6.6.6, For=\"[2001:db8::1]:80\";proto=https"],
                "2001:db8::1",
            ),
            ("::1", "Forwarded", "::1", &["proto=https;for=192.0.2.60"], "192.0.2.60"),
            ("::1", "Forwarded", "::1", &["for=_hidden"], "::1"),
        ] {
            assert_eq!(
                client(trusted, header, peer, lines),
                expected,
                "{trusted} {header} {peer} {lines:?}"
            );
        }
    }

    #[test]
    fn a_wrong_setting_is_named() {
        for (trusted, header, said) in [
            ("10.0.0.0/8, proxy", "Forwarded", "API_TRUSTED_PROXIES names `proxy`"),
            ("", "X-Real-IP", "API_FORWARDED_HEADER is `X-Real-IP`"),
        ] {
            let error = Proxies::new(trusted, header).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
    }
}
