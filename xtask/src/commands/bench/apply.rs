//! The time of `up` with many small migrations: the kit beside the stock executor, with the same
//! migrations as data and the stock way; and on a server what goes over the wire.

use std::cell::Cell;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};

use super::project::{Project, fill};
use super::proxy::{Counted, Protocol, Proxy};
use super::table::Table;
use crate::interrupt;
use crate::server::Measured;

/// How many migrations there are.
const MIGRATIONS: usize = 1000;

/// How many there are where MariaDB's messages are counted, which commits and syncs each of its
/// statements.
const MIGRATIONS_ON_MARIADB: usize = 200;

/// The median of so many runs counts. The contenders take turns, so that what else the machine does
/// hits all of them.
const RUNS: usize = 5;

/// In release, so that nothing is measured that nobody has optimised.
const PROFILE: &str = "release";

const PACKAGE: &str = "apply";
const MANIFEST: &str = include_str!("../../../../benches/apply/Cargo.toml.in");
const MAIN: &str = include_str!("../../../../benches/apply/main.rs.in");

/// What the names of the databases on a server begin with.
const DATABASE: &str = "migration_kit_bench";

/// The ways to write a migration, and those that run it.
const WAYS: [&str; 2] = ["data", "async"];
const EXECUTORS: [&str; 2] = ["kit", "stock"];

/// What a database goes through.
const CASES: [&str; 4] = ["empty database", "nothing to do", "nothing, edits too", "one by one"];

/// What the program is told where edits of applied migrations are looked for, too, which the stock
/// executor never does.
const EDITS: &str = "edits";

/// What the kit is to reach in each case: its part of the stock executor's time, and its
/// statements.
const TIME_ON_SQLITE: [&str; 4] = ["0.20", "1.20", "", ""];
const TIME_ON_POSTGRES: [&str; 4] = ["0.70", "0.80", "", "0.90"];
const STATEMENTS: [&str; 4] = ["2 a migration", "1", "2", "4 a migration"];

/// Builds the program and runs it on SQLite and on PostgreSQL.
pub fn run() -> anyhow::Result<Vec<Table>> {
    let bench = Bench::build()?;
    let folder = bench.project.temporary()?;
    let file = folder.path().join("app.db");
    let sqlite = || match fs::remove_file(&file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(format!("sqlite://{}?mode=rwc", file.display())),
    };
    let on_sqlite = bench.times("SQLite, a file", &sqlite, TIME_ON_SQLITE)?;

    let server = Measured::postgres()?;
    let databases = Databases { bench: &bench, server: server.url(), made: Cell::new(0) };
    let (_, address) = parts(server.url())?;
    let settings = bench.run(&["settings", server.url()])?;
    let on_postgres = bench.times(&settings, &|| databases.create(address), TIME_ON_POSTGRES)?;
    let proxy = Proxy::start(Protocol::Postgres, address)?;
    let counted =
        bench.counts("PostgreSQL", MIGRATIONS, &proxy, &|| databases.create(proxy.address()))?;
    let server = Measured::mariadb()?;
    let databases = Databases { bench: &bench, server: server.url(), made: Cell::new(0) };
    let proxy = Proxy::start(Protocol::MySql, parts(server.url())?.1)?;
    let create = || databases.create(proxy.address());
    let counted_on_mariadb = bench.counts("MariaDB", MIGRATIONS_ON_MARIADB, &proxy, &create)?;
    Ok(vec![on_sqlite, on_postgres, counted, counted_on_mariadb])
}

/// The databases on a server, which are dropped with this and not before: where many files were
/// deleted a moment ago, a file system may take three times as long to make new ones (ext4 does).
struct Databases<'a> {
    bench: &'a Bench,
    server: &'a str,
    made: Cell<usize>,
}

impl Databases<'_> {
    /// Makes an empty one, and gives its URL as it is seen through an address.
    fn create(&self, address: &str) -> anyhow::Result<String> {
        let name = format!("{DATABASE}_{}", self.made.get());
        self.bench.run(&["create", self.server, &name])?;
        self.made.set(self.made.get() + 1);
        let (user, _) = parts(self.server)?;
        // What is encrypted cannot be counted.
        let plain = if user.starts_with("mysql") { "?ssl-mode=disabled" } else { "" };
        Ok(format!("{user}@{address}/{name}{plain}"))
    }
}

impl Drop for Databases<'_> {
    fn drop(&mut self) {
        for at in 0..self.made.get() {
            // Also after a signal, and what is left now is dropped by the next bench.
            let _ =
                self.bench.command(&["drop", self.server, &format!("{DATABASE}_{at}")]).status();
        }
    }
}

/// The program that was built, in its workspace.
struct Bench {
    project: Project,
    program: PathBuf,
}

impl Bench {
    fn build() -> anyhow::Result<Self> {
        let project = Project::create("apply", &[PACKAGE.to_owned()])?;
        project
            .write(&format!("{PACKAGE}/Cargo.toml"), &fill(MANIFEST, &[("package", PACKAGE)]))?;
        project.write(&format!("{PACKAGE}/src/main.rs"), MAIN)?;
        eprintln!("xtask: building {PACKAGE}");
        project.cargo(&["build", "--quiet", "--profile", PROFILE, "--package", PACKAGE])?;
        let program = project.program(PROFILE, PACKAGE);
        Ok(Self { project, program })
    }

    /// The milliseconds of each case, kit beside stock.
    fn times(
        &self,
        place: &str,
        create: &dyn Fn() -> anyhow::Result<String>,
        targets: [&str; 4],
    ) -> anyhow::Result<Table> {
        let title = format!(
            "up, {MIGRATIONS} migrations, from connecting to the end, milliseconds (median of {RUNS}); {place}"
        );
        let mut table =
            Table::new(title, ["", "kit", "stock", "ratio", "target"].map(str::to_owned));
        for way in WAYS {
            let mut runs = [const { Vec::new() }; EXECUTORS.len()];
            for run in 1..=RUNS {
                eprintln!("xtask: {place}, migrations as {way}, run {run} of {RUNS}");
                for (executor, runs) in EXECUTORS.iter().zip(&mut runs) {
                    runs.push(each_case(create, |url, limit| self.up(executor, way, url, limit))?);
                }
            }
            for (at, (case, target)) in CASES.iter().zip(targets).enumerate() {
                let [kit, stock] =
                    runs.each_ref().map(|runs| median(runs.iter().map(|run| run[at])));
                let ratio = format!("{:.2}", kit / stock);
                let name = format!("{way}, {case}");
                table.row([
                    name,
                    format!("{kit:.1}"),
                    format!("{stock:.1}"),
                    ratio,
                    target.to_owned(),
                ]);
            }
        }
        Ok(table)
    }

    /// What goes over the wire in each case. The proxy is slow, so nothing is timed.
    fn counts(
        &self,
        server: &str,
        migrations: usize,
        proxy: &Proxy,
        create: &dyn Fn() -> anyhow::Result<String>,
    ) -> anyhow::Result<Table> {
        let title = format!(
            "up, {migrations} migrations on {server}: statements, round trips without those of logging in, and connections"
        );
        let mut table = Table::new(title, ["", "kit", "stock", "target"].map(str::to_owned));
        for way in WAYS {
            eprintln!("xtask: counting on {server}, migrations as {way}");
            let mut counted = Vec::new();
            for executor in EXECUTORS {
                counted.push(each_case(create, |url, limit| {
                    let before = proxy.counted();
                    self.up_of(migrations, executor, way, url, limit)?;
                    Ok(proxy.counted().since(before))
                })?);
            }
            // The first migration of the last case was applied before it.
            for (at, applied) in [migrations, 0, 0, migrations - 1].into_iter().enumerate() {
                let name = std::iter::once(format!("{way}, {}", CASES[at]));
                let cells = counted.iter().map(|counted| told(counted[at], applied));
                table.row(name.chain(cells).chain([STATEMENTS[at].to_owned()]));
            }
        }
        Ok(table)
    }

    /// Runs `up` in a process of its own, and gives the milliseconds that it took.
    fn up(&self, executor: &str, way: &str, url: &str, limit: Option<&str>) -> anyhow::Result<f64> {
        self.up_of(MIGRATIONS, executor, way, url, limit)?
            .parse()
            .context("the program did not print a time")
    }

    /// The same with another number of migrations, and gives what the program prints.
    fn up_of(
        &self,
        migrations: usize,
        executor: &str,
        way: &str,
        url: &str,
        limit: Option<&str>,
    ) -> anyhow::Result<String> {
        let migrations = migrations.to_string();
        let arguments: Vec<&str> =
            ["up", executor, way, &migrations, url].into_iter().chain(limit).collect();
        self.run(&arguments)
    }

    /// What the program prints.
    fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        interrupt::check()?;
        let output =
            self.command(arguments).output().with_context(|| self.program.display().to_string())?;
        if !output.status.success() {
            bail!("{} failed: {}", arguments[0], String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments);
        command
    }
}

/// Takes a new database through every case: all migrations, then nothing, twice; and in another new
/// one the first migration alone, so that the others come to a database that is in use.
fn each_case<T>(
    create: &dyn Fn() -> anyhow::Result<String>,
    mut up: impl FnMut(&str, Option<&str>) -> anyhow::Result<T>,
) -> anyhow::Result<[T; 4]> {
    let url = create()?;
    let (empty, nothing, edits) = (up(&url, None)?, up(&url, None)?, up(&url, Some(EDITS))?);
    let url = create()?;
    up(&url, Some("1"))?;
    Ok([empty, nothing, edits, up(&url, None)?])
}

/// All of it, and what a migration takes.
fn told(counted: Counted, migrations: usize) -> String {
    if migrations == 0 {
        return counted.to_string();
    }
    let each = |count: u64| count as f64 / migrations as f64;
    let (statements, round_trips) = (each(counted.statements), each(counted.round_trips));
    format!("{counted}; {statements:.2} in {round_trips:.2} a migration")
}

fn median(times: impl Iterator<Item = f64>) -> f64 {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// What a server's URL has before and after its `@`: who asks, and the host with its port.
fn parts(url: &str) -> anyhow::Result<(&str, &str)> {
    let (user, rest) = url.rsplit_once('@').context("the URL of the server has no user")?;
    let address = rest.split(['/', '?']).next().unwrap_or(rest);
    if !address.contains(':') {
        bail!("the URL of the server has no port");
    }
    Ok((user, address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        let url = "postgres://me:secret@localhost:5432/postgres?sslmode=disable";
        assert_eq!(parts(url).unwrap(), ("postgres://me:secret", "localhost:5432"));
        assert!(parts("postgres://localhost/postgres").is_err());
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
    }
}
