//! A listener that closes without losing a client that is at the door.
//!
//! A listener that closes resets the connections that the system has greeted and nobody has let in.
//! So on Linux it first drops the packets that ask for a new one (a filter on the socket, socket(7)
//! SO_ATTACH_FILTER), lets in whoever is left, and closes when nobody comes any more: whoever asked
//! in between asks again after a second, and is refused. Elsewhere it lets in whoever is at the
//! door and closes; who comes within those microseconds is reset.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot::Receiver;

/// For how long nobody has to come before the listener closes: the last greetings are on their way
/// that long.
const QUIET: Duration = Duration::from_millis(if cfg!(target_os = "linux") { 50 } else { 0 });

/// For how long it lets in whoever is left, at most: where new connections cannot be held back they
/// never end.
const LONGEST: Duration = Duration::from_millis(500);

/// How long the listener waits after an error, such as too many open files, before it lets in the
/// next.
const PAUSE: Duration = Duration::from_millis(100);

/// Listens until it is told to close, and from then on connections are refused.
pub struct Closing(Door);

/// Where the listener is in its life.
enum Door {
    Open(TcpListener, Receiver<()>),
    /// Nobody new is greeted any more.
    Emptying(TcpListener, Instant),
    Closed,
}

impl Closing {
    /// Closes as soon as `close` has something, or its sender is gone.
    pub fn new(listener: TcpListener, close: Receiver<()>) -> Self {
        Self(Door::Open(listener, close))
    }

    /// The next connection; none any more once the listener is closed.
    pub async fn accept(&mut self) -> Option<(TcpStream, SocketAddr)> {
        loop {
            match &mut self.0 {
                Door::Open(listener, close) => {
                    let accepted = tokio::select! {
                        biased;
                        _ = close => None,
                        accepted = listener.accept() => Some(accepted),
                    };
                    match accepted {
                        Some(Ok(accepted)) => return Some(accepted),
                        Some(Err(error)) => wait_after(&error).await,
                        None => {
                            if let Door::Open(listener, _) =
                                std::mem::replace(&mut self.0, Door::Closed)
                            {
                                greet_nobody(&listener);
                                self.0 = Door::Emptying(listener, Instant::now() + LONGEST);
                            }
                        }
                    }
                }
                Door::Emptying(_, until) if Instant::now() >= *until => self.0 = Door::Closed,
                Door::Emptying(listener, _) => {
                    match tokio::time::timeout(QUIET, listener.accept()).await {
                        Ok(Ok(accepted)) => return Some(accepted),
                        Ok(Err(error)) if is_about_one(&error) => {}
                        Ok(Err(_)) | Err(_) => self.0 = Door::Closed,
                    }
                }
                Door::Closed => return None,
            }
        }
    }
}

/// From now on the system answers nobody who asks for a connection.
#[cfg(target_os = "linux")]
fn greet_nobody(listener: &TcpListener) {
    use socket2::{SockFilter, SockRef};
    // Linux, "Linux Socket Filtering": the byte 13 of a TCP header has the flags; a packet with SYN
    // and without ACK has 0 of its bytes kept, any other one all.
    let filter = [
        SockFilter::new(0x30, 0, 0, 13),
        SockFilter::new(0x54, 0, 0, 0x12),
        SockFilter::new(0x15, 0, 1, 0x02),
        SockFilter::new(0x06, 0, 0, 0),
        SockFilter::new(0x06, 0, 0, u32::MAX),
    ];
    if let Err(error) = SockRef::from(listener).attach_filter(&filter) {
        tracing::debug!(%error, "new connections cannot be held back while the listener closes");
    }
}

#[cfg(not(target_os = "linux"))]
fn greet_nobody(_: &TcpListener) {}

/// An error of one connection is nobody else's. Any other one, such as too many open files, will be
/// there again at once.
async fn wait_after(error: &io::Error) {
    if !is_about_one(error) {
        tracing::error!(%error, "cannot let anybody in");
        tokio::time::sleep(PAUSE).await;
    }
}

fn is_about_one(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[tokio::test]
    async fn who_is_at_the_door_is_let_in() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (close, closed) = tokio::sync::oneshot::channel();
        let mut listener = Closing::new(listener, closed);
        let early = [
            TcpStream::connect(address).await.unwrap(),
            TcpStream::connect(address).await.unwrap(),
        ];
        close.send(()).unwrap();
        for client in &early {
            assert_eq!(listener.accept().await.unwrap().1, client.local_addr().unwrap());
        }
        assert!(listener.accept().await.is_none());
        let late = TcpStream::connect(address).await.unwrap_err();
        assert_eq!(late.kind(), io::ErrorKind::ConnectionRefused);
    }

    /// Clients that connect all the time are let in or refused, whenever the listener closes.
    #[cfg(target_os = "linux")]
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn nobody_is_reset_when_the_listener_closes() {
        let rounds = if std::env::var_os("TEST_LONG").is_some() { 100 } else { 4 };
        for round in 0..rounds {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let (close, closed) = tokio::sync::oneshot::channel();
            let mut listener = Closing::new(listener, closed);
            let stop = Arc::new(AtomicBool::new(false));
            let clients: Vec<_> = (0..4)
                .map(|_| {
                    let stop = stop.clone();
                    std::thread::spawn(move || {
                        while !stop.load(Ordering::Relaxed) {
                            // Nobody speaks: a connection that was let in ends, and one that was
                            // not is reset.
                            let outcome = std::net::TcpStream::connect(address)
                                .and_then(|mut client| client.read(&mut [0; 1]));
                            match outcome {
                                Ok(_) => {}
                                Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                                    return None;
                                }
                                Err(error) => return Some(error),
                            }
                        }
                        None
                    })
                })
                .collect();
            let telling = tokio::spawn(async move {
                tokio::time::sleep(Duration::from_micros(5_000 + 37 * round)).await;
                close.send(()).unwrap();
            });
            while let Some((stream, _)) = listener.accept().await {
                drop(stream);
            }
            drop(listener);
            telling.await.unwrap();
            stop.store(true, Ordering::Relaxed);
            for client in clients {
                let failed = tokio::task::spawn_blocking(|| client.join().unwrap()).await.unwrap();
                assert!(failed.is_none(), "round {round}: {failed:?}");
            }
        }
    }
}
