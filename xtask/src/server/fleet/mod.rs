//! What only some tests need: servers that behave as one server alone never does. They start when
//! `--fleet` asks for them.
//!
//! None of them is a reason to stop: what cannot be had is named, and the tests that need it fail
//! by the name of its variable.

mod build;
mod galera;
mod pgbouncer;
mod replica;

use anyhow::Context;

use super::local::LocalServer;
use super::{Held, Server, side_by_side};
use crate::interrupt;

/// One member of the fleet.
struct Member {
    name: &'static str,
    variable: &'static str,
    /// Starts it, in front of the PostgreSQL server if that was started here. The URLs of several
    /// processes stand in the variable, separated by a space.
    start: fn(Option<&LocalServer>) -> anyhow::Result<Vec<LocalServer>>,
}

const MEMBERS: [Member; 3] = [
    Member { name: "Galera cluster", variable: "TEST_GALERA_URLS", start: |_| galera::start() },
    Member {
        name: "PgBouncer",
        variable: "TEST_PGBOUNCER_URL",
        start: |postgres| Ok(vec![pgbouncer::start(ours(postgres)?)?]),
    },
    Member {
        name: "PostgreSQL replica",
        variable: "TEST_POSTGRES_REPLICA_URL",
        start: |postgres| Ok(vec![replica::start(ours(postgres)?)?]),
    },
];

/// Starts the members side by side, and returns those that came up.
pub fn start(postgres: Option<&LocalServer>) -> anyhow::Result<Vec<Server>> {
    let results = side_by_side(&MEMBERS, |member| {
        if let Some(server) = Server::given(member.name, member.variable) {
            return Ok(server);
        }
        let start = || {
            let processes = (member.start)(postgres)?;
            let urls: Vec<String> = processes.iter().map(LocalServer::url).collect();
            Ok((Held::Local(processes), urls.join(" ")))
        };
        Server::start(member.name, member.variable, start)
            .with_context(|| format!("there is no {}", member.name))
    });
    let came_up = |(member, result): (&Member, anyhow::Result<Server>)| {
        result.map_err(|error| lament(member.variable, &error)).ok()
    };
    let servers = MEMBERS.iter().zip(results).filter_map(came_up).collect();
    interrupt::check()?;
    Ok(servers)
}

/// Says what is missing, unless somebody just wanted to stop.
fn lament(variable: &str, error: &anyhow::Error) {
    if interrupt::check().is_ok() {
        eprintln!(
            "xtask: WARNING: {error:#}\nxtask: WARNING: tests that need {variable} will fail"
        );
    }
}

/// A pooler and a replica need to know more of their server than a URL.
fn ours(postgres: Option<&LocalServer>) -> anyhow::Result<&LocalServer> {
    postgres
        .context("it stands beside a PostgreSQL that is started from local binaries: unset TEST_POSTGRES_URL")
}
