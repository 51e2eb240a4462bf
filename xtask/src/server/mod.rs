//! The database servers that tests need: found, or started and stopped again.

mod account;
mod backend;
pub mod browser;
pub mod clients;
#[cfg(all(test, unix))]
mod crash;
mod docker;
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
use mariadb::MARIADB;
use postgres::POSTGRES;
use programs::Programs;
use recipe::Recipe;

/// All backends, in the order in which they are started and reported.
static BACKENDS: [&Backend; 2] = [&POSTGRES, &MARIADB];

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

/// Where a server that nobody has named comes from.
enum Way {
    Local(Programs),
    Docker,
}

impl Servers {
    /// Finds or starts both servers, and the fleet if it is wanted. What has to be installed for
    /// the two is installed first; then both start side by side.
    pub fn start(with_fleet: bool) -> anyhow::Result<Self> {
        let given = BACKENDS.into_iter().filter_map(|kind| Server::given(kind.name, kind.variable));
        let given = given.map(Ok);
        let started = side_by_side(decide()?, |(backend, way)| {
            Server::start(backend.name, backend.variable, || way.start(backend))
        });
        // Collecting drops, and so stops, the server that came up when the other one did not.
        let mut servers = given.chain(started).collect::<anyhow::Result<Vec<_>>>()?;
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
pub struct Measured(Server);

impl Measured {
    /// PostgreSQL: the one that is named, or one from local binaries that writes as safely as
    /// people's own.
    pub fn postgres() -> anyhow::Result<Self> {
        Self::of(&POSTGRES)
    }

    /// MariaDB, likewise.
    pub fn mariadb() -> anyhow::Result<Self> {
        Self::of(&MARIADB)
    }

    fn of(backend: &'static Backend) -> anyhow::Result<Self> {
        if let Some(server) = Server::given(backend.name, backend.variable) {
            return Ok(Self(server));
        }
        let programs = backend.find().with_context(|| advice(backend))?;
        let start = || start_local(&backend.durable(), &programs);
        Server::start(backend.name, backend.variable, start).map(Self)
    }

    /// Where it is found.
    pub fn url(&self) -> &str {
        &self.0.url
    }
}

impl Server {
    /// The one that the environment names.
    fn given(name: &'static str, variable: &'static str) -> Option<Self> {
        let url = env::var(variable).ok().filter(|url| !url.is_empty())?;
        Some(Self { name, variable, url, held: Held::Given })
    }

    /// One that is started, and said to be.
    fn start(
        name: &'static str,
        variable: &'static str,
        start: impl FnOnce() -> anyhow::Result<(Held, String)>,
    ) -> anyhow::Result<Self> {
        let started = Instant::now();
        let (held, url) = start()?;
        let elapsed = started.elapsed().as_secs_f32();
        let how =
            if matches!(held, Held::Docker { .. }) { "with Docker" } else { "from local binaries" };
        eprintln!("xtask: {name} started {how} in {elapsed:.1} s");
        Ok(Self { name, variable, url, held })
    }
}

/// Starts servers side by side. The answers come in the order of `kinds`.
fn side_by_side<T: Send>(
    kinds: impl IntoIterator<Item = T>,
    start: impl Fn(T) -> anyhow::Result<Server> + Sync,
) -> Vec<anyhow::Result<Server>> {
    let start = &start;
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            kinds.into_iter().map(|kind| scope.spawn(move || start(kind))).collect();
        let ended = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|_| Err(anyhow!("a server's thread panicked")))
        };
        threads.into_iter().map(ended).collect()
    })
}

impl Way {
    /// Starts a server. Also returns what its variable says.
    fn start(self, backend: &Backend) -> anyhow::Result<(Held, String)> {
        let name = backend.name;
        match self {
            Way::Local(programs) => start_local(&backend.recipe, &programs).with_context(|| {
                format!("{name} did not start from {}", programs.server.display())
            }),
            Way::Docker => Container::start(backend)
                .map(|(container, url)| (Held::Docker { _container: container }, url))
                .with_context(|| format!("{name} did not start with Docker")),
        }
    }
}

#[cfg(unix)]
fn start_local(recipe: &Recipe, programs: &Programs) -> anyhow::Result<(Held, String)> {
    let server = LocalServer::start(recipe, programs)?;
    let url = server.url();
    Ok((Held::Local(vec![server]), url))
}

/// The fleet, in front of the PostgreSQL server if that was started here.
#[cfg(unix)]
fn start_fleet(servers: &[Server]) -> anyhow::Result<Vec<Server>> {
    let postgres = servers.iter().find(|server| server.variable == POSTGRES.variable);
    fleet::start(postgres.and_then(|server| match &server.held {
        Held::Local(processes) => processes.first(),
        Held::Given | Held::Docker { .. } => None,
    }))
}

#[cfg(not(unix))]
fn start_fleet(_: &[Server]) -> anyhow::Result<Vec<Server>> {
    anyhow::bail!("--fleet starts servers from local binaries, which works on Unix alone")
}

#[cfg(not(unix))]
fn start_local(_: &Recipe, _: &Programs) -> anyhow::Result<(Held, String)> {
    anyhow::bail!("servers start from local binaries on Unix alone")
}

/// Chooses a way for each backend that the environment does not name: what is there, then what can
/// be installed, then Docker.
fn decide() -> anyhow::Result<Vec<(&'static Backend, Way)>> {
    let is_wanted = |kind: &&Backend| Server::given(kind.name, kind.variable).is_none();
    let wanted: Vec<&Backend> = BACKENDS.into_iter().filter(is_wanted).collect();
    let local = |kind: &Backend| if cfg!(unix) { kind.find() } else { None };

    let missing = wanted.iter().filter(|kind| local(kind).is_none());
    let packages: Vec<&str> = missing.map(|kind| kind.package).collect();
    if !packages.is_empty()
        && install::is_possible()
        && let Err(error) = install::install(&packages)
    {
        // Without a network Docker may still have its images.
        interrupt::check()?;
        eprintln!("xtask: {error:#}");
    }

    let way = |kind: &'static Backend| match local(kind) {
        Some(programs) => Ok((kind, Way::Local(programs))),
        None if docker::is_available() => Ok((kind, Way::Docker)),
        None => Err(anyhow!(advice(kind))),
    };
    wanted.into_iter().map(way).collect()
}

/// What to do where a backend can be neither found, nor installed, nor run in a container.
fn advice(backend: &Backend) -> String {
    let Backend { name, package, formula, variable, .. } = backend;
    format!(
        "there is no {name} to test with. One of these helps:\n  \
         install it so that {programs} are found (Debian, Ubuntu: apt-get install {package}; macOS: brew install {formula}),\n  \
         start Docker,\n  \
         or set {variable} to a server on which tests may create databases: {example}",
        programs = backend.program_names.join(" and "),
        example = recipe::url(backend.recipe.scheme, "USER", "PASSWORD", "localhost:PORT"),
    )
}
