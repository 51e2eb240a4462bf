//! What a client is told when it is not the client's fault, or when it is.

#![cfg(test)]
#![cfg(unix)]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use common::{Api, command, start, until};
use migration_kit::testing::{Backend, TestDatabase};
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
async fn without_a_database_a_client_is_told_to_come_again() {
    for backend in [Backend::Postgres, Backend::MySql] {
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
        let read = async || api.get("/v1/chats", &ada.token).await.status;
        until("the way is closed", async || read().await == 503).await;
        for _ in 0..3 {
            let read = api.get("/v1/chats", &ada.token).await;
            read.refused(503, "unavailable", &[]);
            assert_eq!(read.header("retry-after"), "1");
            let write = api.post("/v1/chats", &ada.token, json!({"title": "t"})).await;
            write.refused(503, "unavailable", &[]);
        }
        let history = async || api.get("/schema/migrations", "").await.status;
        until("an answer is kept for a moment", async || history().await != 200).await;
        api.get("/schema/migrations", "").await.refused(503, "unavailable", &[]);
        assert_eq!(api.get("/health/live", "").await.status, 200);
        assert_eq!(api.get("/metrics", "").await.status, 200, "figures are needed most now");

        way.open.store(true, Ordering::Relaxed);
        until("it comes back", async || read().await == 200).await;
        assert_eq!(api.get("/v1/chats", &ada.token).await.rows("title").1.len(), 1);
    }
}

#[tokio::test]
async fn an_unreadable_request_is_refused_by_its_kind() {
    let database = TestDatabase::create(Backend::Sqlite).await;
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
    assert!(
        wrong.header("allow").contains("GET") && wrong.header("allow").contains("POST"),
        "{wrong:?}"
    );
    let own = [("x-request-id", "from-the-proxy")];
    let answer = api.send("GET", "/v1/chats", &ada.token, &own, None).await;
    assert_eq!(answer.header("x-request-id"), "from-the-proxy");
}

#[tokio::test]
async fn a_busy_caller_is_slowed_down_and_others_are_not() {
    let database = TestDatabase::create(Backend::Sqlite).await;
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
    until("the limit is over", async || api.get("/v1/chats", &ada.token).await.status == 200).await;
    for guess in ["mk_guess".to_owned(), guess()] {
        let mut guesses = 0;
        while api.get("/v1/chats", &guess).await.status == 401 {
            guesses += 1;
            assert!(guesses < 100, "whoever guesses tokens is not slowed down");
        }
    }
    // Whoever shares the address with somebody who guesses goes on with a token that is known.
    assert_eq!(api.get("/v1/chats", &eve.token).await.status, 200);
}

/// A text that could be a token.
fn guess() -> String {
    use base64::Engine as _;
    let bits: [u8; 32] = rand::random();
    format!("mk_{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bits))
}

/// What PostgreSQL counts as `n`.
async fn count(db: &sea_orm::DatabaseConnection, sql: &str) -> i64 {
    use sea_orm::ConnectionTrait as _;
    let sql = sea_orm::Statement::from_string(Backend::Postgres.into(), sql);
    db.query_one_raw(sql).await.unwrap().unwrap().try_get("", "n").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn tokens_past_the_limit_cost_the_database_nothing() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let mut command = command(database.url());
    command.env("API_RATE_LIMIT", "1");
    let api = Api::of(start(command));
    let db = database.connect().await;
    let scans = "SELECT coalesce(idx_scan, 0) + coalesce(seq_scan, 0) AS n FROM pg_stat_user_tables \
                 WHERE relname = 'access_tokens'";
    let (before, started) = (count(&db, scans).await, std::time::Instant::now());
    let mut refused = 0;
    for _ in 0..500 {
        refused += i64::from(api.get("/v1/chats", &guess()).await.status == 429);
    }
    let allowed = 2 + i64::try_from(started.elapsed().as_secs()).unwrap() + 1;
    assert!(refused >= 500 - allowed, "{refused}");
    // A session hands in its statistics at its end.
    let (code, log) =
        tokio::task::spawn_blocking(move || api.server.stop(rustix::process::Signal::TERM))
            .await
            .unwrap();
    assert_eq!(code, 0, "{log}");
    let others = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() \
                  AND pid <> pg_backend_pid()";
    until("its sessions end", async || count(&db, others).await == 0).await;
    let cost = count(&db, scans).await - before;
    assert!(cost <= allowed, "{cost} scans");
}

/// Whoever has sent too much does not send a body too.
#[tokio::test]
async fn a_sign_up_is_counted_before_its_body_is_read() {
    use std::io::{Read as _, Write as _};
    let database = TestDatabase::create(Backend::Sqlite).await;
    let mut command = command(database.url());
    command.env("API_RATE_LIMIT", "1");
    let server = start(command);
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let mut client = std::net::TcpStream::connect(&server.address).unwrap();
        client.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        let head = "POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 400000\r\n\r\n{";
        client.write_all(head.as_bytes()).unwrap();
        let mut status = [0; 12];
        let read = client.read_exact(&mut status);
        statuses.push(
            read.map(|()| String::from_utf8_lossy(&status[9..]).into_owned()).unwrap_or_default(),
        );
    }
    assert_eq!(
        statuses.first().map(String::as_str),
        Some(""),
        "the first ones wait for their bodies"
    );
    assert!(statuses.contains(&"429".to_owned()), "{statuses:?}");
}

#[tokio::test]
async fn a_trusted_proxy_says_who_sends() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    for (trusted, all_alike) in [("127.0.0.0/8", false), ("10.0.0.0/8", true)] {
        let mut command = command(database.url());
        command.env("API_RATE_LIMIT", "1").env("API_TRUSTED_PROXIES", trusted);
        let api = Api::of(start(command));
        let mut refused = 0;
        for client in 0..20 {
            let from = format!("6.6.6.6, 192.0.2.{client}");
            let answer =
                api.send("GET", "/v1/chats", &guess(), &[("x-forwarded-for", &from)], None).await;
            refused += usize::from(answer.status == 429);
        }
        assert_eq!(refused > 10, all_alike, "{trusted}: {refused}");
        let mut from_one_network = 0;
        for client in 0..20 {
            let from = format!("2001:db8::{client}");
            let answer =
                api.send("GET", "/v1/chats", &guess(), &[("x-forwarded-for", &from)], None).await;
            from_one_network += usize::from(answer.status == 429);
        }
        assert!(from_one_network > 10, "{trusted}: {from_one_network}");
    }
}

#[tokio::test]
async fn a_request_with_no_host_or_two_is_refused() {
    use std::io::{Read as _, Write as _};
    let database = TestDatabase::create(Backend::Sqlite).await;
    let server = start(command(database.url()));
    for (hosts, status) in [("", "400"), ("Host: a\r\nHost: b\r\n", "400"), ("Host: a\r\n", "200")]
    {
        let mut client = std::net::TcpStream::connect(&server.address).unwrap();
        write!(client, "GET /health/live HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        assert_eq!(&answer[9..12], status, "{hosts}");
        assert_eq!(answer.contains("application/problem+json"), status == "400", "{answer}");
    }
}

#[tokio::test]
async fn the_figures_name_routes_pool_and_migrations() {
    let database = TestDatabase::create(Backend::Sqlite).await;
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
