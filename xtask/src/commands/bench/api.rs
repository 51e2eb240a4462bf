//! How many requests the server answers, beside a bare axum and sqlx server with the same queries.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::project::{Project, fill};
use super::table::Table;
use crate::interrupt;
use crate::process::{Process, Stop};
use crate::server::Measured;

const CLIENTS: usize = 32;
const SECONDS: u32 = 60;

/// How many connections each server may open.
const CONNECTIONS: &str = "10";

/// In release, so that nothing is measured that nobody has optimised.
const PROFILE: &str = "release";

const PACKAGE: &str = "bare";
const API: &str = include_str!("../../../../api/Cargo.toml");
const MANIFEST: &str = include_str!("../../../../benches/api/Cargo.toml.in");
const MAIN: &str = include_str!("../../../../benches/api/main.rs.in");
const DATABASE: &str = "migration_kit_bench_api";

/// A key for the secrets that nobody stores here.
const KEY: &str = "bench:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(60);

/// Builds both servers and sends them the same load, on SQLite and on PostgreSQL.
pub fn run() -> anyhow::Result<Table> {
    let bench = Bench::build()?;
    let title = format!(
        "{CLIENTS} clients, {SECONDS} s each, 80 % reads: requests a second, and the median and the 99th of a hundred of reads and \
         writes in milliseconds; {CONNECTIONS} connections"
    );
    let heading = ["", "requests/s", "read", "99 %", "write", "99 %"].map(str::to_owned);
    let mut table = Table::new(title, heading);
    let folder = bench.project.temporary()?;
    let sqlite = format!("sqlite://{}?mode=rwc", folder.path().join("app.db").display());
    bench.measure("SQLite", &sqlite, folder.path(), &mut table)?;
    let server = Measured::postgres()?;
    let url = bench.run(&["create", server.url(), DATABASE])?;
    let measured = bench.measure("PostgreSQL", &url, folder.path(), &mut table);
    bench.run(&["drop", server.url(), DATABASE])?;
    measured.map(|()| table)
}

/// The programs that were built.
struct Bench {
    project: Project,
    api: PathBuf,
    bare: PathBuf,
}

impl Bench {
    fn build() -> anyhow::Result<Self> {
        let project = Project::create("api", &[PACKAGE.to_owned()])?;
        let values = [("package", PACKAGE), ("dependencies", dependencies(API))];
        project.write(&format!("{PACKAGE}/Cargo.toml"), &fill(MANIFEST, &values))?;
        let clients = CLIENTS.to_string();
        project.write(&format!("{PACKAGE}/src/main.rs"), &fill(MAIN, &[("clients", &clients)]))?;
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
        eprintln!("xtask: building api and {PACKAGE}");
        project.cargo(&[
            "build",
            "--quiet",
            "--profile",
            PROFILE,
            "--manifest-path",
            manifest,
            "--package",
            "api",
        ])?;
        project.cargo(&["build", "--quiet", "--profile", PROFILE, "--package", PACKAGE])?;
        let (api, bare) = (project.program(PROFILE, "api"), project.program(PROFILE, PACKAGE));
        Ok(Self { project, api, bare })
    }

    /// Both servers on one database, one after the other; each client has rows of its own.
    fn measure(
        &self,
        place: &str,
        url: &str,
        folder: &Path,
        table: &mut Table,
    ) -> anyhow::Result<()> {
        for name in ["api", "bare axum and sqlx"] {
            eprintln!("xtask: {place}, {name}");
            let log = folder.join("log");
            let mut command = if name == "api" { self.api(url) } else { self.bare(url) };
            let file = fs::File::create(&log).with_context(|| log.display().to_string())?;
            command.stdout(file.try_clone()?).stderr(file).current_dir(folder);
            let mut server = Process::spawn(&mut command, Stop::Terminate)?;
            let address = listening(&mut server, &log)?;
            let told = self.run(&["load", &address, &SECONDS.to_string()])?;
            table.row(
                [format!("{place}, {name}")].into_iter().chain(told.split(' ').map(str::to_owned)),
            );
        }
        Ok(())
    }

    fn api(&self, url: &str) -> Command {
        let mut command = Command::new(&self.api);
        command
            .env("DATABASE_URL", url)
            .env("API_ADDR", "127.0.0.1:0")
            .env("API_POOL_SIZE", CONNECTIONS);
        command.env("API_RATE_LIMIT", "off").env("API_MASTER_KEY", KEY).env("API_DRAIN_DELAY", "0");
        command.env_remove("RUST_LOG").env_remove("MIGRATE_ON_BOOT").env_remove("DATABASE_SCHEMA");
        command
    }

    fn bare(&self, url: &str) -> Command {
        let mut command = Command::new(&self.bare);
        command.args(["bare", url, CONNECTIONS]);
        command
    }

    /// What the program prints.
    fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        interrupt::check()?;
        let output = Command::new(&self.bare).args(arguments).stdin(Stdio::null()).output();
        let output = output.with_context(|| self.bare.display().to_string())?;
        if !output.status.success() {
            bail!("{} failed: {}", arguments[0], String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

/// The dependencies that a manifest names.
fn dependencies(manifest: &str) -> &str {
    let (_, rest) = manifest.split_once("[dependencies]\n").unwrap_or_default();
    rest.split_once("\n[").map_or(rest, |(dependencies, _)| dependencies)
}

/// Waits until a server says where it listens: the one in a line of its log, the other in a line of
/// its own.
fn listening(server: &mut Process, log: &Path) -> anyhow::Result<String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let text = fs::read_to_string(log).with_context(|| log.display().to_string())?;
        if let Some(address) = text.lines().find_map(address) {
            return Ok(address);
        }
        if server.ended()?.is_some() || Instant::now() > deadline {
            bail!("the server did not come up: {text}");
        }
        interrupt::tick()?;
    }
}

fn address(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("\"address\":\"").unwrap_or(("", line));
    let rest = rest.split('"').next()?;
    rest.parse::<std::net::SocketAddr>().ok().map(|address| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::{API, address, dependencies};

    #[test]
    fn the_bare_server_has_the_dependencies_of_the_other() {
        let found = dependencies(API);
        assert!(found.starts_with("async-trait") && found.contains("\nuuid = "), "{found}");
        assert!(!found.contains("dev-dependencies"), "{found}");
    }

    #[test]
    fn both_servers_say_where_they_listen() {
        let log = r#"{"level":"INFO","message":"listening","address":"127.0.0.1:3000","target":"api::serve"}"#;
        assert_eq!(address(log).as_deref(), Some("127.0.0.1:3000"));
        assert_eq!(address("127.0.0.1:3000").as_deref(), Some("127.0.0.1:3000"));
        assert_eq!(address(r#"{"level":"INFO","message":"starting"}"#), None);
    }
}
