//! Lets clients in and serves their requests: at most so many at once, each within its time, and at
//! the end all of them.
//!
//! In go a listener, a [`Gate`] with the router, and the bounds; it ends some time after it was
//! told to stop. Axum's own `serve` has none of these bounds.

mod closing;
mod connection;
mod places;
mod stream;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt as _;

use closing::Closing;
use connection::{Connection, Phase};
use places::{Place, Places};
use stream::Stream;

/// The largest head of a request, in bytes.
const HEAD_LIMIT: usize = 64 * 1024;

/// How long connections that are open may still bring a request after nobody new is let in: one
/// that was just made has sent none yet, and would be closed as if it were idle.
const LINGER: Duration = Duration::from_millis(500);

/// What one client is given.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// For the head of a request, from its first byte on, and on a new connection from the
    /// beginning.
    pub head: Duration,
    /// For another request on the same connection.
    pub idle: Duration,
    /// For taking an answer.
    pub answer: Duration,
}

/// What all clients are given.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// How many connections there are at once.
    pub connections: usize,
    pub deadlines: Deadlines,
    /// How long the requests under way may go on after the server was told to stop.
    pub drain: Duration,
}

/// The router of the moment: one while the server starts, and another one later.
#[derive(Clone)]
pub struct Gate(Arc<RwLock<Router>>);

impl Gate {
    pub fn new(router: Router) -> Self {
        Self(Arc::new(RwLock::new(router)))
    }

    /// From the next request on this router serves.
    pub fn open(&self, router: Router) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = router;
    }

    fn router(&self) -> Router {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Serves until `stop` completes, and for at most [`Bounds::drain`] after that: a client that never
/// finishes its request must not keep the process.
pub async fn serve(
    listener: TcpListener,
    gate: Gate,
    bounds: Bounds,
    stop: impl Future<Output = ()>,
) {
    let (close, closed) = tokio::sync::oneshot::channel();
    let (stopping, stopped) = watch::channel(());
    let letting_in = let_in(Closing::new(listener, closed), gate, bounds, stopped);
    let ending = async {
        stop.await;
        let _ = close.send(());
        tokio::time::sleep(LINGER).await;
        stopping.send_replace(());
        // Each connection has a receiver, until it ends.
        if tokio::time::timeout(bounds.drain, stopping.closed()).await.is_err() {
            tracing::warn!("stopping with requests under way: they took too long");
        }
    };
    tokio::join!(letting_in, ending);
}

async fn let_in(mut listener: Closing, gate: Gate, bounds: Bounds, stopped: watch::Receiver<()>) {
    let places = Places::new(bounds.connections);
    while let Some((stream, address)) = listener.accept().await {
        // An answer is one write, and there is nothing to wait for: RFC 896 is about typing.
        let _ = stream.set_nodelay(true);
        // While all the others are at work a new one is closed: there would be no file to open for
        // its request either.
        let Some(place) = places.take() else { continue };
        tokio::spawn(connected(
            stream,
            address,
            place,
            gate.clone(),
            bounds.deadlines,
            stopped.clone(),
        ));
    }
}

/// Serves one connection to its end.
async fn connected(
    stream: TcpStream,
    address: SocketAddr,
    place: Place,
    gate: Gate,
    deadlines: Deadlines,
    mut stopped: watch::Receiver<()>,
) {
    let connection = place.connection.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let (router, connection) = (gate.router(), connection.clone());
        connection.enter(if waits_for_body(&request) { Phase::Body } else { Phase::Work });
        let body = connection.clone();
        let mut request =
            request.map(|incoming| Body::new(Arriving { incoming, connection: body }));
        request.extensions_mut().insert(ConnectInfo(address));
        async move {
            let response = router.oneshot(request).await;
            connection.enter(Phase::Answer);
            response.map_err(|error: Infallible| error)
        }
    });
    let stream = Stream::new(stream, place.connection.clone(), deadlines);
    let mut builder = http1::Builder::new();
    // The stream has its own deadlines; with this one hyper looks at a stream that has become idle.
    builder.timer(TokioTimer::new()).header_read_timeout(deadlines.head + deadlines.idle);
    builder.max_buf_size(HEAD_LIMIT);
    let mut serving = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service));
    let mut is_stopping = false;
    loop {
        tokio::select! {
            served = serving.as_mut() => {
                if let Err(error) = served {
                    tracing::debug!(%error, "a connection ended early");
                }
                return;
            }
            () = place.connection.give_up.notified() => return,
            told = stopped.changed(), if !is_stopping => {
                is_stopping = true;
                // An error is the sender's end, and then all of this ends.
                if told.is_ok() {
                    serving.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

/// Whether nothing is done before the body is there. Only what creates or changes something has one
/// that is read.
fn waits_for_body(request: &Request<Incoming>) -> bool {
    matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH)
        && !request.body().is_end_stream()
}

/// A request's body, which says when it has arrived.
struct Arriving {
    incoming: Incoming,
    connection: Arc<Connection>,
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.incoming).poll_frame(cx);
        if matches!(frame, Poll::Ready(None | Some(Err(_)))) || self.incoming.is_end_stream() {
            self.connection.follow(Phase::Body, Phase::Work);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

#[cfg(test)]
mod tests;
