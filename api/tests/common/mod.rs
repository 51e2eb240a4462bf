//! The built server, as an orchestrator runs it.

#![cfg(test)]
#![cfg(unix)]
#![allow(dead_code, unused_imports, reason = "each test binary uses its own part")]

mod client;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

pub use client::{Api, Client};

/// 32 bytes in base64, under the id `test`.
pub const MASTER_KEY: &str = "test:cG93ZXJlZCBieSB0aGlydHktdHdvIGJ5dGVzLi4uLiE=";

/// How long a server may take to come up or to go down; a slow machine is not a failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server on a free port of the loopback interface. It is killed with the value.
pub struct Server {
    child: Child,
    lines: Receiver<String>,
    log: String,
    pub address: String,
}

/// A server that gave up.
#[derive(Debug)]
pub struct Failure {
    pub code: i32,
    pub stderr: String,
}

/// The binary with a clean environment, on a free port.
pub fn command(url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
    for name in [
        "API_FORWARDED_HEADER",
        "API_MASTER_KEY_FILE",
        "API_OPERATIONS_ADDR",
        "API_SCHEMA_PAGE",
        "API_TRUSTED_PROXIES",
        "DATABASE_URL_FILE",
        "DATABASE_SCHEMA",
        "MIGRATE_ON_BOOT",
        "MIGRATE_LOCK_TIMEOUT",
        "MIGRATE_CONNECT_TIMEOUT",
        "RUST_LOG",
    ] {
        command.env_remove(name);
    }
    // A server's database asks for a key; a test's own, so that the log of one can be searched for
    // it.
    command
        .env("API_MASTER_KEY", MASTER_KEY)
        .env("API_RATE_LIMIT", "off")
        .env("API_DRAIN_DELAY", "0");
    command
        .env("DATABASE_URL", url)
        .env("API_ADDR", "127.0.0.1:0")
        .current_dir(std::env::temp_dir());
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Starts a server without waiting for it.
pub fn spawn(mut command: Command) -> Server {
    let mut child = command.spawn().expect("the binary starts");
    let stderr = child.stderr.take().expect("stderr is piped");
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    Server { child, lines, log: String::new(), address: String::new() }
}

/// Starts a server and waits until it listens.
pub fn start(command: Command) -> Server {
    let mut server = spawn(command);
    server.wait_until_it_listens();
    server
}

/// Runs a server that is expected to give up.
pub fn fail(mut command: Command) -> Failure {
    let mut child = command.spawn().expect("the binary starts");
    let deadline = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("the server was expected to give up");
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    Failure { code: status.code().unwrap_or(-1), stderr }
}

/// Waits until something is so, for as long as a busy machine may take.
pub async fn until(what: &str, test: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !test().await {
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

impl Server {
    pub fn wait_until_it_listens(&mut self) {
        self.address = self.wait_for("address");
    }

    /// Waits for a line of the log that has a field, and gives its value.
    pub fn wait_for(&mut self, field: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else {
                panic!("the server did not come up:\n{}", self.log)
            };
            self.log.push_str(&line);
            self.log.push('\n');
            // Away from a terminal each line of the log is a JSON document.
            let event: Value =
                serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
            if let Some(value) = event[field].as_str() {
                return value.to_owned();
            }
        }
    }

    /// Whether the server comes up; otherwise it ends by itself.
    pub fn comes_up(&mut self) -> bool {
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            let event: Value = serde_json::from_str(&line).unwrap_or(Value::Null);
            if event["address"].is_string() {
                return true;
            }
        }
        assert!(self.child.wait().unwrap().code().is_some(), "it ended, neither up nor down");
        false
    }

    /// Status and JSON body of a GET.
    pub async fn get(&self, path: &str) -> (u16, Value) {
        let response = reqwest::get(format!("http://{}{path}", self.address)).await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
    }

    /// Sends a signal by the server's own pid, waits for the end, and gives exit code and log.
    #[cfg(unix)]
    pub fn stop(mut self, signal: rustix::process::Signal) -> (i32, String) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                let rest: Vec<String> = self.lines.iter().collect();
                return (status.code().unwrap_or(-1), format!("{}{}", self.log, rest.join("\n")));
            }
            assert!(Instant::now() < deadline, "the server did not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// How many files the process has open.
    #[cfg(target_os = "linux")]
    pub fn files(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }

    pub fn log(&self) -> &str {
        &self.log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
