//! A listener that closes without losing a client that is at the door.

use std::io;
use std::net::SocketAddr;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot::Receiver;

/// Listens until it is told to close, and from then on connections are refused.
pub struct Closing {
    door: Door,
    address: SocketAddr,
}

/// Where the listener is in its life.
enum Door {
    Open(TcpListener, Receiver<()>),
    /// Nobody is waited for any more, but the system has greeted clients that were not let in yet. Closing now would
    /// reset their connections: accept(2), "the queue of pending connections".
    Emptying(std::net::TcpListener),
    Closed,
}

impl Closing {
    /// Closes as soon as `close` has something, or its sender is gone.
    pub fn new(listener: TcpListener, close: Receiver<()>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        Ok(Self { door: Door::Open(listener, close), address })
    }

    /// Who is at the door already, without waiting for anybody.
    fn next(listener: &std::net::TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
        let (stream, address) = listener.accept()?;
        stream.set_nonblocking(true)?;
        Ok((TcpStream::from_std(stream)?, address))
    }
}

impl Listener for Closing {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            match &mut self.door {
                Door::Open(listener, close) => {
                    tokio::select! {
                        biased;
                        _ = close => {}
                        accepted = Listener::accept(listener) => return accepted,
                    }
                    // No await until it is replaced: this future may be dropped at one.
                    if let Door::Open(listener, _) = std::mem::replace(&mut self.door, Door::Closed) {
                        self.door = listener.into_std().map_or(Door::Closed, Door::Emptying);
                    }
                }
                Door::Emptying(listener) => match Self::next(listener) {
                    Ok(accepted) => return accepted,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(_) => self.door = Door::Closed,
                },
                Door::Closed => std::future::pending().await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn who_is_at_the_door_is_let_in_and_who_comes_later_is_refused() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (close, closed) = tokio::sync::oneshot::channel();
        let mut listener = Closing::new(listener, closed).unwrap();
        let early = [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
        close.send(()).unwrap();
        for client in &early {
            assert_eq!(listener.accept().await.1, client.local_addr().unwrap());
        }
        let third = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(third.is_err());
        let late = TcpStream::connect(address).await.unwrap_err();
        assert_eq!(late.kind(), io::ErrorKind::ConnectionRefused);
    }
}
