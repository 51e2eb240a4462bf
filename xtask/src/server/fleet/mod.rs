//! What only some tests need: servers that behave as one server alone never does. They start when
//! `--fleet` asks for them.
//!
//! None of them is a reason to stop: what cannot be had is named, and the tests that need it fail
//! by the name of its variable.

mod build;
mod galera;
mod pgbouncer;
mod replica;

use std::time::Instant;

use anyhow::{Context, anyhow};

use super::local::LocalServer;
use super::{Held, Server, given};
use crate::interrupt;

/// One member of the fleet.
struct Member {
    name: &'static str,
    variable: &'static str,
    start: Start,
}

/// Starts a member, in front of the PostgreSQL server if that was started here. Also returns what
/// its variable says.
type Start = fn(Option<&LocalServer>) -> anyhow::Result<(Vec<LocalServer>, String)>;

const MEMBERS: [Member; 3] = [
    Member { name: "Galera cluster", variable: "TEST_GALERA_URLS", start: |_| galera::start() },
    Member {
        name: "PgBouncer",
        variable: "TEST_PGBOUNCER_URL",
        start: |postgres| pgbouncer::start(ours(postgres)?),
    },
    Member {
        name: "PostgreSQL replica",
        variable: "TEST_POSTGRES_REPLICA_URL",
        start: |postgres| replica::start(ours(postgres)?),
    },
];

/// Starts the members side by side, and returns those that came up.
pub fn start(postgres: Option<&LocalServer>) -> anyhow::Result<Vec<Server>> {
    let servers = std::thread::scope(|scope| {
        let threads = MEMBERS
            .map(|member| (member.variable, scope.spawn(move || member.find_or_start(postgres))));
        threads
            .into_iter()
            .filter_map(|(variable, thread)| {
                let result = thread.join().unwrap_or_else(|_| Err(anyhow!("its thread panicked")));
                result.map_err(|error| lament(variable, &error)).ok()
            })
            .collect()
    });
    interrupt::check()?;
    Ok(servers)
}

impl Member {
    fn find_or_start(&self, postgres: Option<&LocalServer>) -> anyhow::Result<Server> {
        let started = Instant::now();
        let (url, held) = if let Some(url) = given(self.variable) {
            (url, Held::Given)
        } else {
            let (processes, url) =
                (self.start)(postgres).with_context(|| format!("there is no {}", self.name))?;
            let elapsed = started.elapsed().as_secs_f32();
            eprintln!("xtask: {} started from local binaries in {elapsed:.1} s", self.name);
            (url, Held::Local(processes))
        };
        Ok(Server { name: self.name, variable: self.variable, url, held })
    }
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
