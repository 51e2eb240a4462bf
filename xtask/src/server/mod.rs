//! The database servers that tests need: found, or started and stopped again.

mod account;
mod backend;
mod docker;
mod install;
#[cfg(unix)]
mod local;
mod mariadb;
mod password;
mod postgres;
mod programs;
mod ready;

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

/// All backends, in the order in which they are reported.
const BACKENDS: [&dyn Backend; 2] = [&Postgres, &MariaDb];

/// One usable server per backend. Those that were started here stop when this is dropped.
#[derive(Debug)]
pub struct Servers {
    servers: Vec<Server>,
}

/// A server that answers under `url`.
#[derive(Debug)]
struct Server {
    backend: &'static dyn Backend,
    url: String,
    held: Held,
}

/// What keeps a server alive.
#[derive(Debug)]
enum Held {
    /// Someone else's server, named by the backend's variable.
    Given,
    #[cfg(unix)]
    Local(LocalServer),
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
    /// Finds or starts both servers. What has to be installed is installed first; then both start side by side.
    pub fn start() -> anyhow::Result<Self> {
        let ways = decide()?;
        let results: Vec<anyhow::Result<Server>> = std::thread::scope(|scope| {
            let threads: Vec<_> = BACKENDS
                .into_iter()
                .zip(ways)
                .map(|(backend, way)| scope.spawn(move || Server::start(backend, way)))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err(anyhow!("a server's thread panicked"))))
                .collect()
        });
        // Collecting drops, and so stops, the server that came up when the other one did not.
        let servers = results.into_iter().collect::<anyhow::Result<_>>()?;
        interrupt::check()?;
        Ok(Self { servers })
    }

    /// The environment variables that lead tests to the servers.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.servers.iter().map(|server| (server.backend.variable(), server.url.as_str()))
    }

    /// Whether nothing was started here.
    pub fn are_all_given(&self) -> bool {
        self.servers.iter().all(|server| matches!(server.held, Held::Given))
    }

    /// Fails when a server has ended by itself.
    pub fn check(&mut self) -> anyhow::Result<()> {
        #[cfg(unix)]
        for server in &mut self.servers {
            if let Held::Local(local) = &mut server.held {
                local.check().with_context(|| format!("{} ended by itself", server.backend.name()))?;
            }
        }
        Ok(())
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
        Ok(Self { backend, url, held })
    }
}

#[cfg(unix)]
fn start_local(
    backend: &'static dyn Backend,
    programs: &Programs,
) -> anyhow::Result<(String, Held, &'static str)> {
    let (local, url) = LocalServer::start(backend, programs)
        .with_context(|| format!("{} did not start from {}", backend.name(), programs.server.display()))?;
    Ok((url, Held::Local(local), "from local binaries"))
}

/// Unreachable in practice: [`decide`] takes local binaries on Unix alone.
#[cfg(not(unix))]
fn start_local(backend: &'static dyn Backend, _: &Programs) -> anyhow::Result<(String, Held, &'static str)> {
    anyhow::bail!("{} starts from local binaries on Unix alone", backend.name())
}

/// Chooses a way for each backend: what is set, then what is there, then what can be installed, then Docker.
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
        .map(|(backend, way)| way.or(docker.then_some(Way::Docker)).with_context(|| advice(backend)))
        .collect()
}

fn given_or_local(backend: &dyn Backend) -> Option<Way> {
    match env::var(backend.variable()) {
        Ok(url) if !url.is_empty() => Some(Way::Given(url)),
        _ if cfg!(unix) => backend.programs().map(Way::Local),
        _ => None,
    }
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
