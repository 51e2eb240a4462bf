//! PostgreSQL.

use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;

use super::backend::{Backend, Image};
use super::programs::{self, Programs};
use super::recipe::{Place, Recipe, USER};
use crate::process::Stop;

/// PostgreSQL, any supported major version.
pub static POSTGRES: Backend = Backend {
    name: "PostgreSQL",
    variable: "TEST_POSTGRES_URL",
    package: "postgresql",
    formula: "postgresql@18",
    program_names: ["initdb", "postgres"],
    programs,
    image: Image {
        name: "postgres:18",
        port: 5432,
        user: USER,
        password: "POSTGRES_PASSWORD",
        environment: &[
            ("POSTGRES_USER", USER),
            ("POSTGRES_DB", "postgres"),
            ("POSTGRES_HOST_AUTH_METHOD", "password"),
            ("POSTGRES_INITDB_ARGS", "--no-sync --no-locale --encoding=UTF8"),
        ],
    },
    recipe: Recipe {
        initialise: &initialise,
        serve: &serve,
        settings: &[
            "--fsync=off",
            "--synchronous_commit=off",
            "--full_page_writes=off",
            MANY_CONNECTIONS,
        ],
        stop: Stop::Interrupt,
        scheme: "postgres",
        greets,
    },
    durable: &[MANY_CONNECTIONS],
};

/// Tests that run side by side hold many connections.
const MANY_CONNECTIONS: &str = "--max_connections=200";

/// Both from one folder: the two refuse to work together across major versions.
fn programs([initialise, server]: [&str; 2]) -> Option<Programs> {
    folders().into_iter().find_map(|folder| {
        Some(Programs {
            initialise: programs::in_folder(&folder, initialise)?,
            server: programs::in_folder(&folder, server)?,
        })
    })
}

fn initialise(place: Place) -> io::Result<Option<Command>> {
    let password_file = place.folder.join("password");
    fs::write(&password_file, place.password)?;
    let mut command = Command::new(&place.programs.initialise);
    command
        // A plain password over loopback: SCRAM costs a client built without optimisation 4,096
        // rounds of hashing for each connection, and tests connect often.
        .args(["--no-sync", "--no-locale", "--encoding=UTF8", "--auth=password"])
        .args(["--username", USER])
        .arg("--pwfile")
        .arg(password_file)
        .arg("--pgdata")
        .arg(place.data());
    Ok(Some(command))
}

fn serve(place: Place, port: u16) -> io::Result<Command> {
    let mut command = Command::new(&place.programs.server);
    command
        .arg("-D")
        .arg(place.data())
        .args(["-p", &port.to_string()])
        // No socket: its usual folder may not be writable, and the path in ours may be too long.
        .args(["--listen_addresses=127.0.0.1", "--unix_socket_directories="]);
    Ok(command)
}

/// The server answers a start-up message with a request to authenticate, or, too early, with an
/// error.
fn greets(stream: &mut TcpStream) -> io::Result<bool> {
    stream.write_all(&startup_message(USER, "postgres"))?;
    let mut kind = [0];
    stream.read_exact(&mut kind)?;
    Ok(kind == *b"R")
}

/// `PATH` first, because whoever put a version there wants it; then the places that packages use,
/// newest first.
fn folders() -> Vec<PathBuf> {
    let mut folders = programs::path();
    folders.extend(programs::versions("/usr/lib/postgresql", "", "bin"));
    folders.extend(programs::versions("/usr", "pgsql-", "bin"));
    for homebrew in ["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"] {
        folders.extend(programs::versions(homebrew, "postgresql@", "bin"));
    }
    folders.push(PathBuf::from("/usr/local/pgsql/bin"));
    folders
}

/// The first message of protocol 3.0.
fn startup_message(user: &str, database: &str) -> Vec<u8> {
    let mut body = 196_608_u32.to_be_bytes().to_vec();
    for part in ["user", user, "database", database, ""] {
        body.extend(part.bytes());
        body.push(0);
    }
    let length = u32::try_from(body.len() + 4).unwrap_or_default();
    [length.to_be_bytes().to_vec(), body].concat()
}

#[cfg(test)]
mod tests {
    use super::startup_message;

    #[test]
    fn the_startup_message_counts_its_own_length() {
        let message = startup_message("u", "d");
        assert_eq!(message[..8], [0, 0, 0, 27, 0, 3, 0, 0]);
        assert_eq!(&message[8..], b"user\0u\0database\0d\0\0");
        assert_eq!(message.len(), 27);
    }
}
