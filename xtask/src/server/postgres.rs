//! PostgreSQL.

use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::backend::{Backend, Image};
use super::programs::{self, Programs};
use super::recipe::{Recipe, USER};
use crate::process::Stop;

/// PostgreSQL, any supported major version.
#[derive(Debug)]
pub struct Postgres;

/// The data is thrown away, so nothing has to survive a power cut; and tests that run side by side
/// hold many connections.
const SETTINGS: [&str; 8] = [
    "-c",
    "fsync=off",
    "-c",
    "synchronous_commit=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "max_connections=200",
];

impl Backend for Postgres {
    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn variable(&self) -> &'static str {
        "TEST_POSTGRES_URL"
    }

    fn package(&self) -> &'static str {
        "postgresql"
    }

    fn formula(&self) -> &'static str {
        "postgresql@18"
    }

    fn program_names(&self) -> [&'static str; 2] {
        ["initdb", "postgres"]
    }

    /// Both from one folder: the two refuse to work together across major versions.
    fn programs(&self) -> Option<Programs> {
        let [initialise, server] = self.program_names();
        folders().into_iter().find_map(|folder| {
            Some(Programs {
                initialise: programs::in_folder(&folder, initialise)?,
                server: programs::in_folder(&folder, server)?,
            })
        })
    }

    fn image(&self, password: &str) -> Image {
        Image {
            name: "postgres:18",
            port: 5432,
            user: USER,
            environment: vec![
                ("POSTGRES_USER", USER.to_owned()),
                ("POSTGRES_PASSWORD", password.to_owned()),
                ("POSTGRES_DB", "postgres".to_owned()),
                ("POSTGRES_HOST_AUTH_METHOD", "password".to_owned()),
                ("POSTGRES_INITDB_ARGS", "--no-sync --no-locale --encoding=UTF8".to_owned()),
            ],
            arguments: SETTINGS.to_vec(),
        }
    }

    fn durable(&self) -> &'static [&'static str] {
        &["-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on"]
    }

    fn url(&self, user: &str, password: &str, address: &str) -> String {
        format!("postgres://{user}:{password}@{address}/postgres")
    }
}

impl Recipe for Postgres {
    fn initialise(
        &self,
        programs: &Programs,
        folder: &Path,
        password: &str,
    ) -> io::Result<Option<Command>> {
        let password_file = folder.join("password");
        fs::write(&password_file, password)?;
        let mut command = Command::new(&programs.initialise);
        command
            // A plain password over loopback: SCRAM costs a client built without optimisation 4,096
            // rounds of hashing for each connection, and tests connect often.
            .args([
                "--no-sync",
                "--no-locale",
                "--encoding=UTF8",
                "--auth=password",
                "--username",
                USER,
            ])
            .arg("--pwfile")
            .arg(password_file)
            .arg("--pgdata")
            .arg(folder.join("data"));
        Ok(Some(command))
    }

    fn serve(&self, programs: &Programs, folder: &Path, port: u16) -> io::Result<Command> {
        let mut command = Command::new(&programs.server);
        command
            .arg("-D")
            .arg(folder.join("data"))
            .args(["-p", &port.to_string()])
            // No socket: its usual folder may not be writable, and the path in ours may be too
            // long.
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="])
            .args(SETTINGS);
        Ok(command)
    }

    fn stop(&self) -> Stop {
        Stop::Interrupt
    }

    /// The server answers a start-up message with a request to authenticate, or, too early, with an
    /// error.
    fn greets(&self, stream: &mut TcpStream) -> io::Result<bool> {
        stream.write_all(&startup_message(USER, "postgres"))?;
        let mut kind = [0];
        stream.read_exact(&mut kind)?;
        Ok(kind == *b"R")
    }
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
