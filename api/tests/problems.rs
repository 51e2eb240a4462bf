//! What a client is told when it is not the client's fault, or when it is.

#![cfg(test)]
#![cfg(unix)]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use common::{Api, command, start};
use migration_kit::testing::{DbBackend, TestDatabase};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

/// A way to a database that can be closed and opened again.
struct Way {
    port: u16,
    open: Arc<AtomicBool>,
}

impl Way {
    async fn to(host: String, port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap().port();
        let open = Arc::new(AtomicBool::new(true));
        let way = open.clone();
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (way, host) = (way.clone(), host.clone());
                tokio::spawn(async move {
                    if !way.load(Ordering::Relaxed) {
                        return;
                    }
                    let Ok(mut server) = TcpStream::connect((host, port)).await else { return };
                    let closed = async {
                        while way.load(Ordering::Relaxed) {
                            tokio::time::sleep(Duration::from_millis(10)).await;
                        }
                    };
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
                        () = closed => {}
                    }
                });
            }
        });
        Self { port: here, open }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL and MySQL or MariaDB: cargo xtask test"]
async fn while_the_database_is_away_a_request_is_told_to_come_again() {
    for backend in [DbBackend::Postgres, DbBackend::MySql] {
        let database = TestDatabase::create(backend).await;
        let mut url = url::Url::parse(database.url()).unwrap();
        let way = Way::to(url.host_str().unwrap().to_owned(), url.port().unwrap()).await;
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(way.port)).unwrap();
        let mut command = command(url.as_str());
        command.env("API_POOL_TIMEOUT", "1");
        let api = Api::of(start(command));
        let ada = api.sign_up("ada").await;
        assert_eq!(api.post("/v1/chats", &ada.token, json!({"title": "t"})).await.status, 201);

        way.open.store(false, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(100)).await;
        for _ in 0..3 {
            let read = api.get("/v1/chats", &ada.token).await;
            read.refused(503, "unavailable", &[]);
            assert_eq!(read.header("retry-after"), "1");
            let write = api.post("/v1/chats", &ada.token, json!({"title": "t"})).await;
            write.refused(503, "unavailable", &[]);
        }
        api.get("/schema/migrations", "").await.refused(503, "unavailable", &[]);
        assert_eq!(api.get("/health/live", "").await.status, 200);
        assert_eq!(api.get("/metrics", "").await.status, 200, "figures are needed most now");

        way.open.store(true, Ordering::Relaxed);
        let mut tries = 0;
        while api.get("/v1/chats", &ada.token).await.status != 200 {
            tries += 1;
            assert!(tries < 20, "it does not come back on {backend:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(api.get("/v1/chats", &ada.token).await.rows("title").1.len(), 1);
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_read_is_refused_by_its_kind() {
    let database = TestDatabase::create(DbBackend::Sqlite).await;
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let http = reqwest::Client::new();
    let url = format!("http://{}/v1/chats", api.server.address);
    for (kind, body, status) in [
        ("text/plain", "{}".to_owned(), 415),
        ("", "{}".to_owned(), 415),
        ("application/json", "{".to_owned(), 400),
        ("application/json", String::new(), 400),
        ("application/json", "[".repeat(1000), 400),
        ("application/json; charset=utf-8", "{\"title\":\"t\"}".to_owned(), 201),
        ("application/json", format!("{{\"title\":\"{}\"}}", "x".repeat(600_000)), 413),
    ] {
        let mut request = http.post(&url).bearer_auth(&ada.token).body(body);
        if !kind.is_empty() {
            request = request.header("content-type", kind);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{kind}");
        let problem = response.headers()["content-type"] == "application/problem+json";
        assert_eq!(problem, status != 201, "{kind}");
    }
    api.get("/v1/nothing", &ada.token).await.refused(404, "not-found", &[]);
    api.get("/v1/chats/1", &ada.token).await.refused(404, "not-found", &[]);
    let wrong = api.send("PUT", "/v1/chats", &ada.token, &[], None).await;
    wrong.refused(405, "method-not-allowed", &[]);
    assert!(wrong.header("allow").contains("GET") && wrong.header("allow").contains("POST"), "{wrong:?}");
    let own = [("x-request-id", "from-the-proxy")];
    let answer = api.send("GET", "/v1/chats", &ada.token, &own, None).await;
    assert_eq!(answer.header("x-request-id"), "from-the-proxy");
}

#[tokio::test]
async fn a_caller_that_sends_too_much_is_slowed_down_and_others_are_not() {
    let database = TestDatabase::create(DbBackend::Sqlite).await;
    let mut command = command(database.url());
    command.env("API_RATE_LIMIT", "5");
    let api = Api::of(start(command));
    let (ada, eve) = (api.sign_up("ada").await, api.sign_up("eve").await);
    let mut refused = 0;
    for _ in 0..30 {
        let answer = api.get("/v1/chats", &ada.token).await;
        if answer.status == 429 {
            answer.refused(429, "too-many-requests", &[]);
            assert_eq!(answer.header("retry-after"), "1");
            refused += 1;
        }
    }
    assert!(refused > 5, "{refused}");
    assert_eq!(api.get("/v1/chats", &eve.token).await.status, 200);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(api.get("/v1/chats", &ada.token).await.status, 200);
    let mut guesses = 0;
    while api.get("/v1/chats", "mk_guess").await.status == 401 {
        guesses += 1;
        assert!(guesses < 100, "whoever guesses tokens is not slowed down");
    }
}

#[tokio::test]
async fn the_figures_name_routes_pool_and_migrations() {
    let database = TestDatabase::create(DbBackend::Sqlite).await;
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let chat = api.post("/v1/chats", &ada.token, json!({"title": "t"})).await;
    api.get(chat.header("location"), &ada.token).await;
    api.get("/v1/who-knows", &ada.token).await;
    let text = reqwest::get(format!("http://{}/metrics", api.server.address)).await.unwrap();
    let text = text.text().await.unwrap();
    for line in [
        "api_http_requests_total{method=\"GET\",status=\"200\",endpoint=\"/v1/chats/{chat_id}\"} 1",
        "api_http_requests_total{method=\"GET\",status=\"404\",endpoint=\"other\"} 1",
        "api_migrations_pending 0",
        "api_database_up 1",
        "api_pool_connections ",
        "api_http_requests_duration_seconds_bucket{",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}
