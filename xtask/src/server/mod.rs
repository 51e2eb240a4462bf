//! The database servers that tests need: found, or started and stopped again.

mod account;
mod backend;
pub mod browser;
pub mod clients;
#[cfg(all(test, unix))]
mod crash;
mod docker;
#[cfg(unix)]
mod durable;
#[cfg(unix)]
mod fleet;
#[cfg(unix)]
mod home;
mod install;
#[cfg(unix)]
mod local;
mod mariadb;
mod password;
mod postgres;
mod programs;
mod ready;
mod recipe;

use std::env;
use std::time::Instant;

use anyhow::{Context, anyhow};

use crate::interrupt;
use backend::Backend;
use docker::Container;
#[cfg(unix)]
use local::LocalServer;
use mariadb::MariaDb;
use postgres::Postgres;
use programs::Programs;
#[cfg(unix)]
use recipe::USER;

/// All backends, in the order in which they are reported.
const BACKENDS: [&dyn Backend; 2] = [&Postgres, &MariaDb];

/// One usable server per backend, and the fleet. Those that were started here stop when this is
/// dropped.
#[derive(Debug)]
pub struct Servers {
    servers: Vec<Server>,
}

/// A server, or a group of them, that answers under `url`.
#[derive(Debug)]
struct Server {
    name: &'static str,
    variable: &'static str,
    url: String,
    held: Held,
}

/// What keeps a server alive.
#[derive(Debug)]
enum Held {
    /// Someone else's server, named by its variable.
    Given,
    #[cfg(unix)]
    Local(Vec<LocalServer>),
    /// Nothing reads the container: it is here to be dropped.
    Docker { _container: Container },
}

/// How a backend will be provided.
enum Way {
    Given(String),
    Local(Programs),
    Docker,
}

impl Servers {
    /// Finds or starts both servers, and the fleet if it is wanted. What has to be installed for
    /// the two is installed first; then both start side by side.
    pub fn start(with_fleet: bool) -> anyhow::Result<Self> {
        let ways = decide()?;
        let results: Vec<anyhow::Result<Server>> = std::thread::scope(|scope| {
            let threads: Vec<_> = BACKENDS
                .into_iter()
                .zip(ways)
                .map(|(backend, way)| scope.spawn(move || Server::start(backend, way)))
                .collect();
            threads
                .into_iter()
                .map(|thread| {
                    thread.join().unwrap_or_else(|_| Err(anyhow!("a server's thread panicked")))
                })
                .collect()
        });
        // Collecting drops, and so stops, the server that came up when the other one did not.
        let mut servers = results.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
        interrupt::check()?;
        if with_fleet {
            // In front, because they are dropped in this order, and part of the fleet hangs on
            // PostgreSQL.
            servers.splice(..0, start_fleet(&servers)?);
        }
        Ok(Self { servers })
    }

    /// The environment variables that lead tests to the servers.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.servers.iter().map(|server| (server.variable, server.url.as_str()))
    }

    /// Whether nothing was started here.
    pub fn are_all_given(&self) -> bool {
        self.servers.iter().all(|server| matches!(server.held, Held::Given))
    }

    /// Fails when a server has ended by itself.
    pub fn check(&mut self) -> anyhow::Result<()> {
        #[cfg(unix)]
        for server in &mut self.servers {
            if let Held::Local(processes) = &mut server.held {
                for process in processes {
                    process.check().with_context(|| format!("{} ended by itself", server.name))?;
                }
            }
        }
        Ok(())
    }
}

/// One server for a bench, stopped when this is dropped.
#[derive(Debug)]
pub struct Measured {
    url: String,
    _held: Held,
}

impl Measured {
    /// PostgreSQL: the one that is named, or one from local binaries that writes as safely as
    /// people's own.
    pub fn postgres() -> anyhow::Result<Self> {
        Self::of(&Postgres)
    }

    /// MariaDB, likewise.
    pub fn mariadb() -> anyhow::Result<Self> {
        Self::of(&MariaDb)
    }

    fn of(backend: &'static dyn Backend) -> anyhow::Result<Self> {
        if let Some(url) = given(backend.variable()) {
            return Ok(Self { url, _held: Held::Given });
        }
        #[cfg(unix)]
        {
            let (server, url) = durable::start(backend)?;
            Ok(Self { url, _held: Held::Local(vec![server]) })
        }
        #[cfg(not(unix))]
        Err(anyhow!("{}", advice(backend)))
    }

    /// Where it is found.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Server {
    fn start(backend: &'static dyn Backend, way: Way) -> anyhow::Result<Self> {
        let started = Instant::now();
        let (url, held, how) = match way {
            Way::Given(url) => (url, Held::Given, "as given"),
            Way::Local(programs) => start_local(backend, &programs)?,
            Way::Docker => {
                let (container, url) = Container::start(backend)
                    .with_context(|| format!("{} did not start with Docker", backend.name()))?;
                (url, Held::Docker { _container: container }, "with Docker")
            }
        };
        if !matches!(held, Held::Given) {
            let elapsed = started.elapsed().as_secs_f32();
            eprintln!("xtask: {} started {how} in {elapsed:.1} s", backend.name());
        }
        Ok(Self { name: backend.name(), variable: backend.variable(), url, held })
    }
}

#[cfg(unix)]
fn start_local(
    backend: &'static dyn Backend,
    programs: &Programs,
) -> anyhow::Result<(String, Held, &'static str)> {
    let local = LocalServer::start(backend, programs, password::generate()).with_context(|| {
        format!("{} did not start from {}", backend.name(), programs.server.display())
    })?;
    let url = backend.url(USER, local.password(), &local.address().to_string());
    Ok((url, Held::Local(vec![local]), "from local binaries"))
}

/// The fleet, in front of the PostgreSQL server if that was started here.
#[cfg(unix)]
fn start_fleet(servers: &[Server]) -> anyhow::Result<Vec<Server>> {
    let postgres = servers.iter().find(|server| server.variable == Postgres.variable());
    fleet::start(postgres.and_then(|server| match &server.held {
        Held::Local(processes) => processes.first(),
        Held::Given | Held::Docker { .. } => None,
    }))
}

#[cfg(not(unix))]
fn start_fleet(_: &[Server]) -> anyhow::Result<Vec<Server>> {
    anyhow::bail!("--fleet starts servers from local binaries, which works on Unix alone")
}

/// Unreachable in practice: [`decide`] takes local binaries on Unix alone.
#[cfg(not(unix))]
fn start_local(
    backend: &'static dyn Backend,
    _: &Programs,
) -> anyhow::Result<(String, Held, &'static str)> {
    anyhow::bail!("{} starts from local binaries on Unix alone", backend.name())
}

/// Chooses a way for each backend: what is set, then what is there, then what can be installed,
/// then Docker.
fn decide() -> anyhow::Result<Vec<Way>> {
    let mut found: Vec<Option<Way>> = BACKENDS.into_iter().map(given_or_local).collect();
    let missing: Vec<&dyn Backend> = BACKENDS
        .into_iter()
        .zip(&found)
        .filter(|(_, way)| way.is_none())
        .map(|(backend, _)| backend)
        .collect();

    if !missing.is_empty() && install::is_possible() {
        let packages: Vec<&str> = missing.iter().map(|backend| backend.package()).collect();
        if let Err(error) = install::install(&packages) {
            // Without a network Docker may still have its images.
            interrupt::check()?;
            eprintln!("xtask: {error:#}");
        }
        found = BACKENDS.into_iter().map(given_or_local).collect();
    }

    let docker = found.iter().any(Option::is_none) && docker::is_available();
    BACKENDS
        .into_iter()
        .zip(found)
        .map(|(backend, way)| {
            way.or(docker.then_some(Way::Docker)).with_context(|| advice(backend))
        })
        .collect()
}

fn given_or_local(backend: &dyn Backend) -> Option<Way> {
    match given(backend.variable()) {
        Some(url) => Some(Way::Given(url)),
        None if cfg!(unix) => backend.programs().map(Way::Local),
        None => None,
    }
}

/// What the environment says about a server.
fn given(variable: &str) -> Option<String> {
    env::var(variable).ok().filter(|url| !url.is_empty())
}

/// What to do where a backend can be neither found, nor installed, nor run in a container.
fn advice(backend: &dyn Backend) -> String {
    format!(
        "there is no {name} to test with. One of these helps:\n  \
         install it so that {programs} are found (Debian, Ubuntu: apt-get install {package}; macOS: brew install {formula}),\n  \
         start Docker,\n  \
         or set {variable} to a server on which tests may create databases: {example}",
        name = backend.name(),
        programs = backend.program_names().join(" and "),
        package = backend.package(),
        formula = backend.formula(),
        variable = backend.variable(),
        example = backend.url("USER", "PASSWORD", "localhost:PORT"),
    )
}
