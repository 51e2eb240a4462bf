//! MariaDB, in the place of MySQL.

use std::fs;
use std::io::{self, Read};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::backend::{Backend, Image};
use super::programs::{self, Programs};
use super::recipe::{Recipe, USER};
use crate::process::Stop;

/// MariaDB 10.5 or newer.
#[derive(Debug)]
pub struct MariaDb;

/// The data is thrown away, so nothing has to survive a power cut; and tests that run side by side
/// hold many connections. Without `--skip-name-resolve`, a slow DNS server would slow each
/// connection.
const SETTINGS: [&str; 7] = [
    "--debug-no-sync",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-fast-shutdown=2",
    "--character-set-server=utf8mb4",
    "--max-connections=200",
    "--skip-name-resolve",
];

/// The file of statements that the server runs before it accepts clients.
pub const USERS: &str = "users.sql";

impl Backend for MariaDb {
    fn name(&self) -> &'static str {
        "MariaDB"
    }

    fn variable(&self) -> &'static str {
        "TEST_MYSQL_URL"
    }

    fn package(&self) -> &'static str {
        "mariadb-server"
    }

    fn formula(&self) -> &'static str {
        "mariadb"
    }

    fn program_names(&self) -> [&'static str; 2] {
        ["mariadb-install-db", "mariadbd"]
    }

    /// Each by itself: packages put the one into a `bin` and the other into an `sbin` folder.
    fn programs(&self) -> Option<Programs> {
        let [initialise, server] = self.program_names();
        Some(Programs { initialise: find(initialise)?, server: find(server)? })
    }

    fn image(&self, password: &str) -> Image {
        Image {
            name: "mariadb:11.8",
            port: 3306,
            user: "root",
            environment: vec![("MARIADB_ROOT_PASSWORD", password.to_owned())],
            arguments: SETTINGS.to_vec(),
        }
    }

    /// And room for what a bench reads, which PostgreSQL leaves to the system.
    fn durable(&self) -> &'static [&'static str] {
        &[
            "--skip-debug-no-sync",
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-doublewrite=1",
            "--innodb-buffer-pool-size=1G",
        ]
    }

    fn url(&self, user: &str, password: &str, address: &str) -> String {
        format!("mysql://{user}:{password}@{address}/mysql")
    }
}

impl Recipe for MariaDb {
    fn initialise(
        &self,
        programs: &Programs,
        folder: &Path,
        password: &str,
    ) -> io::Result<Option<Command>> {
        fs::write(folder.join(USERS), users(password))?;
        let mut command = Command::new(&programs.initialise);
        command
            .args(["--no-defaults", "--skip-test-db", "--skip-name-resolve", "--debug-no-sync"])
            .arg(option("datadir", &folder.join("data")))
            .arg(option("tmpdir", folder));
        Ok(Some(command))
    }

    fn serve(&self, programs: &Programs, folder: &Path, port: u16) -> io::Result<Command> {
        let mut command = Command::new(&programs.server);
        command
            .arg("--no-defaults")
            .arg(option("datadir", &folder.join("data")))
            .arg(option("tmpdir", folder))
            .arg(option("init-file", &folder.join(USERS)))
            .arg(option("pid-file", &folder.join("pid")))
            // It insists on a socket; this short name keeps the path within the system's limit.
            .arg(option("socket", &folder.join("s")))
            .args(["--bind-address=127.0.0.1", &format!("--port={port}")])
            .args(SETTINGS);
        Ok(command)
    }

    fn stop(&self) -> Stop {
        Stop::Terminate
    }

    /// The server speaks first, as soon as it accepts clients: a packet header, then protocol
    /// version 10. An error packet has 255 in that place.
    fn greets(&self, stream: &mut TcpStream) -> io::Result<bool> {
        let mut start = [0; 5];
        stream.read_exact(&mut start)?;
        Ok(start[4] == 10)
    }
}

/// A program of MariaDB's, or one that it calls, if it is on this machine.
pub fn find(name: &str) -> Option<PathBuf> {
    folders().iter().find_map(|folder| programs::in_folder(folder, name))
}

fn folders() -> Vec<PathBuf> {
    let mut folders = programs::path();
    for prefix in ["/usr", "/usr/local", "/usr/local/mysql", "/usr/local/mariadb"] {
        folders.extend(
            ["sbin", "bin", "libexec", "scripts"].map(|folder| Path::new(prefix).join(folder)),
        );
    }
    for homebrew in ["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"] {
        folders.push(Path::new(homebrew).join("mariadb/bin"));
        folders.extend(programs::versions(homebrew, "mariadb@", "bin"));
    }
    folders
}

/// The statements of [`USERS`]. The root user needs no password of ours: where the server is
/// freshly installed, it is let in through the socket alone.
fn users(password: &str) -> String {
    format!(
        "CREATE USER '{USER}'@'%' IDENTIFIED BY '{password}';\n\
         GRANT ALL PRIVILEGES ON *.* TO '{USER}'@'%' WITH GRANT OPTION;\n"
    )
}

fn option(name: &str, path: &Path) -> std::ffi::OsString {
    let mut option = std::ffi::OsString::from(format!("--{name}="));
    option.push(path);
    option
}
