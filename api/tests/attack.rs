//! Clients that hold connections, on a server with few open files: they are closed within their
//! deadlines, and meanwhile the server answers.
//!
//! With TEST_LONG there are more kinds of them, and more of them than files.

#![cfg(test)]
#![cfg(target_os = "linux")]

mod common;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use common::{Api, command, start};
use migration_kit::testing::{Backend, TestDatabase};
use serde_json::json;

/// How many files the server may open.
const FILES: usize = 256;

/// How long each thing may take, in seconds: the head, the next request, the rest.
const HEAD: &str = "2";
const IDLE: &str = "3";
const REQUEST: &str = "3";

/// By when a connection of an attacker is closed.
const CLOSED: Duration = Duration::from_secs(20);

/// How many attackers there are.
fn attackers() -> usize {
    if is_long() { 371 } else { 200 }
}

fn is_long() -> bool {
    std::env::var_os("TEST_LONG").is_some()
}

/// A server that may open few files.
fn limited(url: &str) -> Command {
    let own = command(url);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -n {FILES} && exec \"$0\"")]).arg(own.get_program());
    for (name, value) in own.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
        .env("API_HEAD_TIMEOUT", HEAD)
        .env("API_KEEP_ALIVE", IDLE)
        .env("API_REQUEST_TIMEOUT", REQUEST);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
    command.current_dir(std::env::temp_dir());
    command
}

/// What attackers do: what each of them sends at first, and then from time to time.
struct Attack {
    name: &'static str,
    first: String,
    drop: &'static str,
    /// It is part of a short run, too.
    is_short: bool,
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_connections_does_not_stop_the_server() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let api = Api::of(start(limited(database.url())));
    assert!(api.server.log().contains("raise the limit of open files"), "{}", api.server.log());
    let ada = api.sign_up("ada").await;
    let head = format!("Host: x\r\nAuthorization: Bearer {}\r\n", ada.token);
    let attacks = [
        Attack { name: "half-open", first: String::new(), drop: "", is_short: true },
        Attack {
            name: "half-heads",
            first: "GET / HTTP/1.1\r\nHost:".to_owned(),
            drop: "",
            is_short: false,
        },
        Attack {
            name: "loris",
            first: "GET / HTTP/1.1\r\nHost: x\r\nX-A: ".to_owned(),
            drop: "a",
            is_short: false,
        },
        Attack {
            name: "idle",
            first: "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
            drop: "",
            is_short: false,
        },
        Attack {
            name: "slow bodies",
            first: format!(
                "POST /v1/chats HTTP/1.1\r\n{head}Content-Type: application/json\r\nContent-Length: 9000\r\n\r\n{{"
            ),
            drop: " ",
            is_short: true,
        },
        Attack {
            name: "slow readers",
            // A megabyte and a half, more than the systems on both sides take.
            first: "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
            drop: "",
            is_short: false,
        },
    ];
    let files = api.server.files();
    for attack in attacks {
        if !is_long() && !attack.is_short {
            continue;
        }
        let address = api.server.address.clone();
        let clients = tokio::task::spawn_blocking(move || attack.begin(&address)).await.unwrap();
        let (attack, mut clients) = clients;
        let started = Instant::now();
        let mut slowest = Duration::ZERO;
        while !clients.is_empty() {
            let asked = Instant::now();
            let health = reqwest::Client::new()
                .get(format!("http://{}/health/ready", api.server.address))
                .timeout(Duration::from_secs(5))
                .send()
                .await;
            slowest = slowest.max(asked.elapsed());
            // One that takes no answer keeps its place for a quarter of a second before another one
            // gets it.
            if attack.name != "slow readers" || started.elapsed() > Duration::from_secs(1) {
                let status = health.map(|answer| answer.status().as_u16());
                assert_eq!(status.as_ref().ok(), Some(&200), "{}: {status:?}", attack.name);
            }
            assert!(
                started.elapsed() < CLOSED,
                "{}: {} are still open",
                attack.name,
                clients.len()
            );
            if attack.name == "slow readers" {
                // Whoever reads nothing does not learn that it is over.
                if api.server.files() < files + 20 {
                    clients.clear();
                }
            } else {
                clients.retain_mut(|client| is_open(client, attack.drop));
            }
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        println!(
            "{}: closed after {:?}, health took {slowest:?} at most",
            attack.name,
            started.elapsed()
        );
    }
    // And then everything is as before.
    assert_eq!(api.post("/v1/chats", &ada.token, json!({"title": "t"})).await.status, 201);
    assert_eq!(api.get("/v1/chats", &ada.token).await.rows("id").1.len(), 1);
}

impl Attack {
    fn begin(self, address: &str) -> (Self, Vec<TcpStream>) {
        let mut clients = Vec::new();
        for _ in 0..attackers() {
            let Ok(mut client) = TcpStream::connect(address) else { continue };
            if self.name == "slow readers" {
                // So that the system takes as little as possible for them.
                let _ = socket2::SockRef::from(&client).set_recv_buffer_size(4096);
            }
            // One that is closed already has had its turn.
            let _ = client.write_all(self.first.as_bytes());
            client.set_nonblocking(true).unwrap();
            clients.push(client);
        }
        (self, clients)
    }
}

/// Whether the server still holds a connection; a drop keeps it busy.
fn is_open(client: &mut TcpStream, drop: &str) -> bool {
    let mut bytes = [0; 1 << 16];
    loop {
        match client.read(&mut bytes) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => break,
            Err(_) => return false,
        }
    }
    !matches!(client.write(drop.as_bytes()), Err(error) if error.kind() != std::io::ErrorKind::WouldBlock)
}
