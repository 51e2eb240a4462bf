//! How long clients wait while a table of theirs is changed on a server: each change online, and
//! the plain way.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};

use super::project::{Project, fill};
use super::table::Table;
use crate::interrupt;
use crate::server::Measured;

const ROWS: usize = 2_000_000;
const CLIENTS: usize = 8;

/// In release, so that nothing is measured that nobody has optimised.
const PROFILE: &str = "release";

const PACKAGE: &str = "online";
const MANIFEST: &str = include_str!("../../../../benches/online/Cargo.toml.in");
const SOURCES: [(&str, &str); 5] = [
    ("main", include_str!("../../../../benches/online/main.rs.in")),
    ("changes", include_str!("../../../../benches/online/changes.rs.in")),
    ("postgres", include_str!("../../../../benches/online/postgres.rs.in")),
    ("mysql", include_str!("../../../../benches/online/mysql.rs.in")),
    ("servers", include_str!("../../../../benches/online/servers.rs.in")),
];
const DATABASE: &str = "migration_kit_bench_online";

/// What no client is to wait longer for while a change is online, in milliseconds.
const TARGET: f64 = 1000.0;

/// Builds the program and runs each change in both forms, on PostgreSQL and on MariaDB.
pub fn run() -> anyhow::Result<[Table; 2]> {
    let bench = Bench::build()?;
    // One after the other: each has the machine for itself.
    Ok([bench.on(Measured::postgres()?)?, bench.on(Measured::mariadb()?)?])
}

/// The database, which goes in any case.
struct Database<'a> {
    bench: &'a Bench,
    server: &'a str,
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        // What is left now is dropped by the next bench.
        let _ = self.bench.command(&["drop", self.server, DATABASE]).status();
    }
}

/// The program that was built.
struct Bench {
    program: PathBuf,
}

impl Bench {
    fn build() -> anyhow::Result<Self> {
        let project = Project::create("online", &[PACKAGE.to_owned()])?;
        project
            .write(&format!("{PACKAGE}/Cargo.toml"), &fill(MANIFEST, &[("package", PACKAGE)]))?;
        let numbers = [("rows", ROWS.to_string()), ("clients", CLIENTS.to_string())];
        let numbers = numbers.each_ref().map(|(name, number)| (*name, number.as_str()));
        for (name, text) in SOURCES {
            project.write(&format!("{PACKAGE}/src/{name}.rs"), &fill(text, &numbers))?;
        }
        eprintln!("xtask: building {PACKAGE}");
        project.cargo(&["build", "--quiet", "--profile", PROFILE, "--package", PACKAGE])?;
        Ok(Self { program: project.program(PROFILE, PACKAGE) })
    }

    fn on(&self, server: Measured) -> anyhow::Result<Table> {
        let settings = self.run(&["settings", server.url()])?;
        eprintln!("xtask: making {ROWS} rows");
        let url = self.run(&["create", server.url(), DATABASE])?;
        let _database = Database { bench: self, server: server.url() };
        let title = format!(
            "changes of a table of {ROWS} rows while {CLIENTS} clients read and write it; seconds of the change, and the \
             longest wait of a client in milliseconds; {settings}"
        );
        let heading =
            ["", "online, s", "wait, ms", "plain, s", "wait, ms", "target"].map(str::to_owned);
        let mut table = Table::new(title, heading);
        for case in self.run(&["cases", server.url()])?.lines() {
            eprintln!("xtask: {case}");
            let (online, plain) =
                (self.change(&url, case, "online")?, self.change(&url, case, "plain")?);
            let target = if online.1 <= TARGET {
                format!("{TARGET:.0}")
            } else {
                format!("{TARGET:.0}, missed")
            };
            let wait = |wait: f64| format!("{wait:.0}");
            table.row([case.to_owned(), online.0, wait(online.1), plain.0, wait(plain.1), target]);
        }
        Ok(table)
    }

    /// The seconds of a change, or that it was refused, and the longest wait of a client in
    /// milliseconds.
    fn change(&self, url: &str, case: &str, form: &str) -> anyhow::Result<(String, f64)> {
        let told = self.run(&["run", url, case, form])?;
        let mut words = told.split_whitespace();
        match (words.next(), words.next().map(str::parse::<f64>)) {
            (Some(seconds), Some(Ok(wait))) => Ok((seconds.to_owned(), wait)),
            _ => bail!("the program said {told}"),
        }
    }

    /// What the program prints.
    fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        interrupt::check()?;
        let output =
            self.command(arguments).output().with_context(|| self.program.display().to_string())?;
        if !output.status.success() {
            bail!("{} failed: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments);
        command
    }
}
