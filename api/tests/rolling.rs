//! A rolling restart: two servers are replaced one after the other while clients write all the
//! time, and the first new one builds an index of the table that they write.

#![cfg(test)]
#![cfg(unix)]

mod common;

use std::error::Error as _;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::{Server, command, start, until};
use migration::Migrator;
use migration_kit::Target;
use migration_kit::apply::Options;
use migration_kit::inside::apply::{Migrations, Session};
use migration_kit::testing::{Backend, TestDatabase};
use reqwest::StatusCode;
use sea_orm_migration::prelude::*;
use serde_json::{Value, json};

/// How many clients write at once.
const CLIENTS: usize = 8;

/// How many chats there are before, so that the index takes a while.
const ROWS: i64 = 100_000;

/// The migration that is pending: it changes a table in use, in its online form.
const PENDING: &str = "m20261122_235007_order_chats_by_id";

/// Where the servers are, and what the clients have seen of them.
#[derive(Default)]
struct Seen {
    servers: Mutex<Vec<String>>,
    stop: AtomicBool,
    written: AtomicUsize,
    refused: AtomicUsize,
    failed: Mutex<Vec<String>>,
    longest: Mutex<Duration>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn no_write_fails_while_servers_are_replaced() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let db = database.connect().await;
    let mut session =
        Session::open(&Target::parse(database.url()).unwrap(), Options::default()).await.unwrap();
    let migrations = Migrations::of(&Migrator).unwrap();
    let before =
        Migrator::migrations().iter().position(|migration| migration.name() == PENDING).unwrap();
    session.up(&migrations, Some(before as u32)).await.unwrap();
    session.close().await;

    // The old image knows nothing of the migrations that are pending.
    let old = || {
        let mut command = command(database.url());
        command.env("MIGRATE_ON_BOOT", "off").env("API_DRAIN_DELAY", "0.5");
        start(command)
    };
    let (first, second) = (old(), old());
    let token = sign_up(&first.address).await;
    let rows = "INSERT INTO chats (id, user_id, title, created_at, updated_at) \
        SELECT gen_random_uuid(), user_id, 'before', now(), now() FROM access_tokens, generate_series(1, {})";
    db.execute_unprepared(&rows.replace("{}", &ROWS.to_string())).await.unwrap();

    let seen = Arc::new(Seen::default());
    *seen.servers.lock().unwrap() = vec![first.address.clone(), second.address.clone()];
    let clients: Vec<_> =
        (0..CLIENTS).map(|at| tokio::spawn(write(seen.clone(), at, token.clone()))).collect();
    let written = || seen.written.load(Ordering::Relaxed);
    until("the clients write", async || written() > 50).await;

    let mut running = Vec::new();
    let mut during = 0;
    for server in [first, second] {
        let mut command = command(database.url());
        command.env("API_DRAIN_DELAY", "0.5");
        let before = written();
        let next = tokio::task::spawn_blocking(|| start(command)).await.unwrap();
        if running.is_empty() {
            assert!(next.log().contains(&format!("applied {PENDING}")), "{}", next.log());
            during = written() - before;
        }
        seen.servers.lock().unwrap().push(next.address.clone());
        running.push(next);
        replace(&seen, server).await;
    }
    let replaced = written();
    until("the clients go on", async || written() > replaced + 50).await;
    seen.stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }

    let written = written();
    println!(
        "{written} written, {during} of them while the migration was applied, {} refused, the longest took {} ms",
        seen.refused.load(Ordering::Relaxed),
        seen.longest.lock().unwrap().as_millis()
    );
    let failed = std::mem::take(&mut *seen.failed.lock().unwrap());
    assert!(failed.is_empty(), "{} failed: {failed:?}", failed.len());
    assert!(written > 100 && during > 0, "{written} written, {during} of them meanwhile");
    let count =
        sea_orm::Statement::from_string(Backend::Postgres.into(), "SELECT count(*) FROM chats");
    let count: i64 = db.query_one_raw(count).await.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert_eq!(count, ROWS + written as i64, "what was answered is there, once");
}

/// Stops a server as an orchestrator does, and takes it from the list a moment after it is gone.
async fn replace(seen: &Seen, server: Server) {
    let address = server.address.clone();
    let stop = move || server.stop(rustix::process::Signal::TERM);
    let (code, log) = tokio::task::spawn_blocking(stop).await.unwrap();
    assert_eq!(code, 0, "{log}");
    tokio::time::sleep(Duration::from_millis(200)).await;
    seen.servers.lock().unwrap().retain(|one| *one != address);
}

/// Writes one chat after the other, to each server in turn over connections that are kept. Where
/// nobody listens the next one is asked.
async fn write(seen: Arc<Seen>, client: usize, token: String) {
    let http = reqwest::Client::new();
    let mut turn = client;
    while !seen.stop.load(Ordering::Relaxed) {
        let server = {
            let servers = seen.servers.lock().unwrap();
            turn += 1;
            servers[turn % servers.len()].clone()
        };
        let started = Instant::now();
        let answer = http
            .post(format!("http://{server}/v1/chats"))
            .bearer_auth(&token)
            .json(&json!({"title": "Plans"}))
            .send()
            .await;
        match answer {
            Ok(answer) if answer.status() == StatusCode::CREATED => {
                // Read to its end, so that the connection is free for the next one.
                if let Err(error) = answer.bytes().await {
                    seen.failed.lock().unwrap().push(told(&error));
                }
                seen.written.fetch_add(1, Ordering::Relaxed);
            }
            Ok(answer) => {
                let (status, text) = (answer.status(), answer.text().await.unwrap_or_default());
                seen.failed.lock().unwrap().push(format!("{status}: {text}"));
            }
            Err(error) if error.is_connect() && told(&error).contains("refused") => {
                seen.refused.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => seen.failed.lock().unwrap().push(told(&error)),
        }
        let mut longest = seen.longest.lock().unwrap();
        *longest = longest.max(started.elapsed());
    }
}

/// A user's token.
async fn sign_up(address: &str) -> String {
    let body = json!({"email": "ada@example.com", "name": "Ada"});
    let user =
        reqwest::Client::new().post(format!("http://{address}/v1/users")).json(&body).send().await;
    let user: Value = user.unwrap().json().await.unwrap();
    user["token"].as_str().unwrap().to_owned()
}

fn told(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}
