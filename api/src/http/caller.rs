//! Who sends a request: `Authorization: Bearer …` (RFC 6750), or the address that it comes from.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};

use crate::app::App;
use crate::limit::Who;
use crate::problem::{Kind, Problem};
use crate::secrets::Token;
use crate::store::Mine;

/// A user, by a valid token, who has not sent too much.
pub struct Caller {
    /// What the user can reach.
    pub mine: Mine,
    /// When the token ends, if it does.
    pub ends: Option<DateTime<Utc>>,
}

/// Somebody who needs no token, and has not sent too much.
pub struct Stranger;

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    /// A token that is not known to have been valid counts for its address before the database is
    /// asked: whoever guesses tokens costs the database no more than the limit. One that was valid
    /// counts for itself, so that its owner is not held up by the others at an address.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Some(hash) = token(parts).map(|token| token.hash()) else {
            app.limit.take(who(parts, app))?;
            return Err(Problem::new(Kind::Unauthorized));
        };
        let remembered = app.limit.remembered(&hash);
        app.limit.take(remembered.map_or_else(|| who(parts, app), Who::Token))?;
        let found = app.store.caller(&hash).await?;
        let valid = found.as_ref().map(|caller| caller.token);
        if valid != remembered {
            app.limit.remember(hash, valid);
        }
        let caller = found.ok_or_else(|| Problem::new(Kind::Unauthorized))?;
        Ok(Self { mine: caller.mine, ends: caller.ends })
    }
}

impl FromRequestParts<App> for Stranger {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        app.limit.take(who(parts, app))?;
        Ok(Self)
    }
}

fn token(parts: &Parts) -> Option<Token> {
    let text = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") { Token::parse(token.trim()) } else { None }
}

/// Whom a request without a valid token is counted for.
fn who(parts: &Parts, app: &App) -> Who {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(std::net::Ipv4Addr::LOCALHOST.into(), |info| info.0.ip());
    Who::at(app.proxies.client(peer, &parts.headers))
}
