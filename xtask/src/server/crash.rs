//! What `up` says when its server is killed in the middle of a migration, and what the next `up`
//! does after a restart.
//!
//! The test stands here because here are the servers that may be killed.

#![cfg(test)]

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::backend::Backend;
use super::local::LocalServer;
use super::mariadb::MARIADB;
use super::postgres::POSTGRES;
use super::recipe::USER;

/// How many migrations come before the one that changes the table `chats`.
const BEFORE: &str = "7";

/// The binary of the migration crate, which the tests of that crate have built.
fn migration() -> PathBuf {
    let folder = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_path_buf();
    let program = folder.join("migration");
    assert!(program.is_file(), "{} is not there: cargo build -p migration", program.display());
    program
}

struct Crash {
    backend: &'static Backend,
    server: LocalServer,
}

impl Crash {
    fn start(backend: &'static Backend) -> Self {
        let name = backend.name;
        let programs = backend
            .find()
            .unwrap_or_else(|| panic!("{name} is not installed: cargo xtask test installs it"));
        let server = LocalServer::start(&backend.durable(), &programs).unwrap();
        let crash = Self { backend, server };
        assert!(crash.client("CREATE DATABASE crash", "").status().unwrap().success());
        crash
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(migration());
        let url = self.server.url();
        let url = format!("{}/crash", url.rsplit_once('/').unwrap().0);
        command.args(words).env("DATABASE_URL", url).env_remove("RUST_BACKTRACE");
        command.env_remove("SHADOW_POSTGRES_URL").env_remove("SHADOW_MYSQL_URL");
        command
    }

    fn run(&self, words: &[&str]) -> (i32, String) {
        said(self.command(words).output().unwrap())
    }

    /// The server's own client, at work.
    fn client(&self, sql: &str, database: &str) -> Command {
        let address = self.server.address();
        let (host, port) = (address.ip().to_string(), address.port().to_string());
        let mut client = if self.is_postgres() {
            let mut client = Command::new("psql");
            let database = if database.is_empty() { "postgres" } else { database };
            client
                .env("PGPASSWORD", self.server.password())
                .args(["-h", &host, "-p", &port, "-U", USER, "-d", database, "-Atc", sql]);
            client
        } else {
            let mut client = Command::new("mariadb");
            client
                .env("MYSQL_PWD", self.server.password())
                .args(["-h", &host, "-P", &port, "-u", USER, "-Ne", sql, database]);
            client
        };
        client.stdout(Stdio::null()).stderr(Stdio::null());
        client
    }

    /// Waits until a session of the server is like that.
    fn until(&self, of_postgres: &str, of_mariadb: &str) {
        let sql = match self.is_postgres() {
            true => format!("SELECT count(*) FROM pg_stat_activity WHERE {of_postgres}"),
            false => {
                format!("SELECT count(*) FROM information_schema.processlist WHERE {of_mariadb}")
            }
        };
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let output = self.client(&sql, "crash").stdout(Stdio::piped()).output().unwrap();
            if String::from_utf8_lossy(&output.stdout).trim() == "1" {
                return;
            }
            assert!(Instant::now() < deadline, "no session is like that: {sql}");
            sleep(Duration::from_millis(50));
        }
    }

    /// Somebody who works with the table `chats`, so that a migration waits for it.
    fn reader(&self) -> Child {
        let (lock, sleep) = match self.is_postgres() {
            true => ("LOCK TABLE chats IN ACCESS EXCLUSIVE MODE", "pg_sleep(60)"),
            false => ("SELECT count(*) FROM chats", "sleep(60)"),
        };
        let reader = self.client(&format!("BEGIN; {lock}; SELECT {sleep}"), "crash").spawn();
        self.until("wait_event = 'PgSleep'", "state = 'User sleep'");
        reader.unwrap()
    }

    fn is_postgres(&self) -> bool {
        self.backend.name == "PostgreSQL"
    }
}

fn said(output: Output) -> (i32, String) {
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn a_server_that_is_killed(backend: &'static Backend) {
    let mut crash = Crash::start(backend);
    let (code, text) = crash.run(&["up", "-n", BEFORE]);
    assert_eq!(code, 0, "{text}");
    let mut reader = crash.reader();
    let mut up = crash.command(&["up", "--table-lock-timeout", "60"]);
    let up = up.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    crash.until(
        "wait_event_type = 'Lock' AND query LIKE '%chats%'",
        "state LIKE 'Waiting for table%lock' AND info LIKE '%chats%'",
    );

    let programs = backend.find().unwrap();
    crash.server.crash(&backend.durable(), &programs).unwrap();
    let _ = reader.wait();
    let (code, text) = said(up.wait_with_output().unwrap());
    let lost = "error: the connection was lost while migration m20260216_140000_index_chats_by_user_and_age was applied, \
                and the migration lock with it: ";
    assert!(code == 4 && text.contains(lost), "{code} {text}");

    let (code, text) = crash.run(&["up"]);
    if !crash.is_postgres() {
        assert_eq!(code, 4, "{text}");
        let half =
            "error: migration m20260216_140000_index_chats_by_user_and_age is partially applied: ";
        assert!(text.starts_with(half), "{text}");
        let (code, text) = crash.run(&["repair", "--mark", "pending"]);
        assert_eq!(code, 0, "{text}");
        let (code, text) = crash.run(&["up"]);
        assert_eq!(code, 0, "{text}");
    } else {
        assert_eq!(code, 0, "{text}");
    }
    let (code, text) = crash.run(&["status", "--check"]);
    assert_eq!(code, 0, "{text}");
}

#[test]
#[ignore = "needs PostgreSQL's programs: cargo xtask test"]
fn postgres_is_killed_and_restarted() {
    a_server_that_is_killed(&POSTGRES);
}

#[test]
#[ignore = "needs MariaDB's programs: cargo xtask test"]
fn mariadb_is_killed_and_restarted() {
    a_server_that_is_killed(&MARIADB);
}
