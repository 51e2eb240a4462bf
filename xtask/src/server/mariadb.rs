//! MariaDB, in the place of MySQL.

use std::fs;
use std::io::{self, Read};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::backend::{Backend, Image};
use super::programs::{self, Programs};
use super::recipe::{Place, Recipe, USER};
use crate::process::Stop;

/// MariaDB 10.5 or newer.
pub static MARIADB: Backend = Backend {
    name: "MariaDB",
    variable: "TEST_MYSQL_URL",
    package: "mariadb-server",
    formula: "mariadb",
    program_names: ["mariadb-install-db", "mariadbd"],
    // Each by itself: packages put the one into a `bin` and the other into an `sbin` folder.
    programs: |[initialise, server]| {
        Some(Programs { initialise: find(initialise)?, server: find(server)? })
    },
    image: Image {
        name: "mariadb:11.8",
        port: 3306,
        user: "root",
        password: "MARIADB_ROOT_PASSWORD",
        environment: &[],
    },
    recipe: Recipe {
        initialise: &initialise,
        serve: &serve,
        settings: &[
            "--debug-no-sync",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=0",
            FAST_SHUTDOWN,
            UTF8,
            MANY_CONNECTIONS,
            NO_NAMES,
        ],
        stop: Stop::Terminate,
        scheme: "mysql",
        greets,
    },
    // With room for what a bench reads, which PostgreSQL leaves to the system.
    durable: &["--innodb-buffer-pool-size=1G", FAST_SHUTDOWN, UTF8, MANY_CONNECTIONS, NO_NAMES],
};

const FAST_SHUTDOWN: &str = "--innodb-fast-shutdown=2";

const UTF8: &str = "--character-set-server=utf8mb4";

/// Tests that run side by side hold many connections.
const MANY_CONNECTIONS: &str = "--max-connections=200";

/// A slow DNS server would slow each connection.
const NO_NAMES: &str = "--skip-name-resolve";

/// The file of statements that the server runs before it accepts clients.
pub const USERS: &str = "users.sql";

fn initialise(place: Place) -> io::Result<Option<Command>> {
    fs::write(place.folder.join(USERS), users(place.password))?;
    let mut command = Command::new(&place.programs.initialise);
    command
        .args(["--no-defaults", "--skip-test-db", "--skip-name-resolve", "--debug-no-sync"])
        .arg(option("datadir", &place.data()))
        .arg(option("tmpdir", place.folder));
    Ok(Some(command))
}

fn serve(place: Place, port: u16) -> io::Result<Command> {
    let folder = place.folder;
    let mut command = Command::new(&place.programs.server);
    command
        .arg("--no-defaults")
        .arg(option("datadir", &place.data()))
        .arg(option("tmpdir", folder))
        .arg(option("init-file", &folder.join(USERS)))
        .arg(option("pid-file", &folder.join("pid")))
        // It insists on a socket; this short name keeps the path within the system's limit.
        .arg(option("socket", &folder.join("s")))
        .args(["--bind-address=127.0.0.1", &format!("--port={port}")]);
    Ok(command)
}

/// The server speaks first, as soon as it accepts clients: a packet header, then protocol version
/// 10. An error packet has 255 in that place.
fn greets(stream: &mut TcpStream) -> io::Result<bool> {
    let mut start = [0; 5];
    stream.read_exact(&mut start)?;
    Ok(start[4] == 10)
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
