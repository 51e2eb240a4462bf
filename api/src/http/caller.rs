//! Who sends a request: `Authorization: Bearer …` (RFC 6750).

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::app::App;
use crate::limit::Who;
use crate::problem::{Kind, Problem};
use crate::secrets::Token;
use crate::store::Mine;

/// A user, by a valid token, who has not sent too much.
pub struct Caller {
    /// What the user can reach.
    pub mine: Mine,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let text = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = text.and_then(|text| {
            let (scheme, token) = text.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| Token::known(token.trim().to_owned().into()))
        });
        let known = match token {
            Some(token) => app.store.caller(&token.hash()).await?,
            None => None,
        };
        let Some(caller) = known else {
            // Who guesses is slowed down by the address, as long as there is no token to go by.
            app.limit.take(Who::Address(address(parts)))?;
            return Err(Problem::new(Kind::Unauthorized));
        };
        app.limit.take(Who::Token(caller.token))?;
        Ok(Self { mine: caller.mine })
    }
}

/// Where the request comes from; behind a proxy that is the proxy.
fn address(parts: &Parts) -> std::net::IpAddr {
    let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    info.map_or(std::net::Ipv4Addr::LOCALHOST.into(), |info| info.0.ip())
}
