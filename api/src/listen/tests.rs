use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use axum::routing::{get, post};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::*;

/// A server with short deadlines, until the sender is used.
struct Server {
    address: SocketAddr,
    /// How many requests have reached the router.
    begun: Arc<AtomicUsize>,
    stop: tokio::sync::oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<()>,
}

const HEAD: Duration = Duration::from_millis(400);
const IDLE: Duration = Duration::from_millis(900);

async fn server(connections: usize) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let large = "x".repeat(50_000_000);
    let router = Router::new()
        .route("/", get("here"))
        .route("/large", get(async move || large.clone()))
        .route("/slow", get(async || tokio::time::sleep(Duration::from_secs(2)).await))
        .route("/body", post(async |body: String| body));
    let begun = Arc::new(AtomicUsize::new(0));
    let counted = begun.clone();
    let router = router.layer(axum::middleware::from_fn(
        move |request: axum::extract::Request, next: axum::middleware::Next| {
            counted.fetch_add(1, Ordering::Relaxed);
            next.run(request)
        },
    ));
    let deadlines = Deadlines { head: HEAD, idle: IDLE, answer: Duration::from_millis(600) };
    let bounds = Bounds { connections, deadlines, drain: Duration::from_millis(300) };
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let stopping = async {
        let _ = stopped.await;
    };
    let ended = tokio::spawn(serve(listener, Gate::new(router), bounds, stopping));
    Server { address, begun, stop, ended }
}

/// Waits until a request has reached the router.
async fn until_begun(server: &Server) {
    let begun = async {
        while server.begun.load(Ordering::Relaxed) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), begun).await.expect("the request begins");
}

/// A client that sends this and no more.
async fn client(server: &Server, bytes: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    stream
}

/// What comes until the end, and when that was.
async fn rest(mut stream: TcpStream) -> (String, Duration) {
    let started = Instant::now();
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    // A reset is an end too.
    let _ = tokio::time::timeout(Duration::from_secs(20), read).await.expect("the server ends it");
    (String::from_utf8(bytes).unwrap(), started.elapsed())
}

const REQUEST: &str = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

#[tokio::test]
async fn a_head_has_its_time() {
    let server = server(10).await;
    for begun in ["", "GET", "GET / HTTP/1.1\r\nHost: x\r\nX-A: "] {
        let (answer, after) = rest(client(&server, begun).await).await;
        assert_eq!(answer, "", "{begun}");
        assert!(after >= HEAD / 2 && after < HEAD * 10, "{begun}: {after:?}");
    }
    // A byte from time to time is no reason to wait longer.
    let mut drops = client(&server, "GET / HTTP/1.1\r\nX-A: ").await;
    let started = Instant::now();
    while drops.write_all(b"a").await.is_ok() {
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(started.elapsed() < HEAD * 10);
    }
}

#[tokio::test]
async fn an_idle_connection_has_its_time() {
    let server = server(10).await;
    let mut kept = client(&server, REQUEST).await;
    let mut answer = [0; 15];
    kept.read_exact(&mut answer).await.unwrap();
    tokio::time::sleep(IDLE / 2).await;
    kept.write_all(REQUEST.as_bytes()).await.unwrap();
    let (answer, after) = rest(kept).await;
    assert!(answer.matches("200 OK").count() >= 1, "{answer}");
    assert!(after >= IDLE / 2 && after < IDLE * 10, "{after:?}");
    // The next head has its own time, which is shorter.
    let half = client(&server, REQUEST).await;
    tokio::time::sleep(HEAD / 4).await;
    let mut half = half;
    half.write_all(b"GET / HT").await.unwrap();
    let (answer, after) = rest(half).await;
    assert!(answer.contains("200 OK") && after < IDLE * 10, "{after:?}: {answer}");
}

#[tokio::test]
async fn a_client_that_takes_no_answer_has_its_time() {
    let server = server(1).await;
    let slow = client(&server, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await;
    until_begun(&server).await;
    // Its place is free when it is gone.
    let started = Instant::now();
    let close = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    while !rest(client(&server, close).await).await.0.ends_with("here") {
        assert!(started.elapsed() < Duration::from_secs(20));
    }
    let (answer, _) = rest(slow).await;
    assert!(answer.len() < 50_000_000);
}

#[tokio::test]
async fn a_new_client_gets_the_place_of_one_that_stalls() {
    let server = server(4).await;
    let mut stalling = Vec::new();
    for _ in 0..4 {
        stalling.push(client(&server, "GET / HT").await);
    }
    for _ in 0..8 {
        let started = Instant::now();
        let close = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        let (answer, _) = rest(client(&server, close).await).await;
        assert!(answer.ends_with("here") && started.elapsed() < HEAD, "{answer}");
    }
}

#[tokio::test]
async fn a_request_under_way_keeps_its_place() {
    let server = server(1).await;
    let slow = client(&server, "GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    until_begun(&server).await;
    let (answer, _) = rest(client(&server, REQUEST).await).await;
    assert_eq!(answer, "", "there is no place for another one");
    assert!(rest(slow).await.0.contains("200 OK"));
}

#[tokio::test]
async fn a_client_that_never_ends_does_not_hold_the_server() {
    let server = server(10).await;
    let _body =
        client(&server, "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf").await;
    until_begun(&server).await;
    server.stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(20), server.ended)
        .await
        .expect("it stops by itself")
        .unwrap();
}

#[tokio::test]
async fn a_request_under_way_is_answered_at_the_end() {
    let server = server(10).await;
    let late =
        client(&server, "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nha").await;
    until_begun(&server).await;
    server.stop.send(()).unwrap();
    tokio::time::sleep(LINGER + Duration::from_millis(50)).await;
    let mut late = late;
    late.write_all(b"lf").await.unwrap();
    assert!(rest(late).await.0.ends_with("half"));
}

#[tokio::test]
async fn a_gate_changes_its_router() {
    let gate = Gate::new(Router::new().route("/", get("starting")));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let deadlines = Deadlines { head: HEAD, idle: IDLE, answer: HEAD };
    let bounds = Bounds { connections: 9, deadlines, drain: HEAD };
    let serving = tokio::spawn(serve(listener, gate.clone(), bounds, std::future::pending()));
    let mut kept = TcpStream::connect(address).await.unwrap();
    let mut ask = async || {
        kept.write_all(REQUEST.as_bytes()).await.unwrap();
        let mut answer = vec![0; 1 << 12];
        let length = kept.read(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer[..length]).into_owned()
    };
    assert!(ask().await.ends_with("starting"));
    gate.open(Router::new().route("/", get("up")));
    assert!(ask().await.ends_with("up"), "also on a connection that was there before");
    serving.abort();
}
