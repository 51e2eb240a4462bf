//! A proxy on loopback that counts what a client and a PostgreSQL server say to each other (manual, chapter 55).

use std::fmt;
use std::io::{self, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::Context;

/// What went through the proxy.
#[derive(Clone, Copy)]
pub struct Counted {
    /// Connections to the server.
    pub connections: u64,
    /// What was to be executed: Query and Execute messages.
    pub statements: u64,
    /// How often the server said that it is ready again, without the first time on each connection.
    pub round_trips: u64,
}

impl Counted {
    /// What has come since then.
    pub fn since(self, before: Self) -> Self {
        Self {
            connections: self.connections - before.connections,
            statements: self.statements - before.statements,
            round_trips: self.round_trips - before.round_trips,
        }
    }
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {} on {}", self.statements, self.round_trips, self.connections)
    }
}

#[derive(Default)]
struct Counters {
    connections: AtomicU64,
    statements: AtomicU64,
    ready: AtomicU64,
}

/// A proxy, which serves for as long as the program runs.
pub struct Proxy {
    address: String,
    counters: Arc<Counters>,
}

impl Proxy {
    /// Listens on a port that the system chooses and passes on to `server`, which is `host:port`.
    pub fn start(server: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port for the proxy")?;
        let address = listener.local_addr()?.to_string();
        let counters = Arc::<Counters>::default();
        let (server, counting) = (server.to_owned(), Arc::clone(&counters));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // A connection that fails is noticed by the client.
                let _ = serve(client, &server, &counting);
            }
        });
        Ok(Self { address, counters })
    }

    /// Where clients find it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What has been counted so far.
    pub fn counted(&self) -> Counted {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let connections = of(&self.counters.connections);
        let round_trips = of(&self.counters.ready).saturating_sub(connections);
        Counted { connections, statements: of(&self.counters.statements), round_trips }
    }
}

/// Opens a connection and passes on both ways, each on a thread of its own.
fn serve(mut client: TcpStream, server: &str, counters: &Arc<Counters>) -> io::Result<()> {
    /// A client's question whether the server speaks TLS.
    const TLS: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
    let mut first = [0; 8];
    client.read_exact(&mut first)?;
    if first == TLS {
        // What is encrypted cannot be counted.
        client.write_all(b"N")?;
        client.read_exact(&mut first)?;
    }
    let mut server = TcpStream::connect(server)?;
    for stream in [&client, &server] {
        stream.set_nodelay(true)?;
    }
    // The client's first message has a length and no kind.
    let mut startup = vec![0; length([first[0], first[1], first[2], first[3]]).saturating_sub(8)];
    client.read_exact(&mut startup)?;
    server.write_all(&[first.as_slice(), &startup].concat())?;
    counters.connections.fetch_add(1, Ordering::Relaxed);
    let (to_client, to_server) = (client.try_clone()?, server.try_clone()?);
    let (statements, ready) = (Arc::clone(counters), Arc::clone(counters));
    thread::spawn(move || pass_on(&client, &to_server, b"QE", &statements.statements));
    thread::spawn(move || pass_on(&server, &to_client, b"Z", &ready.ready));
    Ok(())
}

/// Passes messages on until one side leaves, of which the other one then hears, and counts those of some kinds.
fn pass_on(from: &TcpStream, to: &TcpStream, kinds: &[u8], counter: &AtomicU64) {
    let mut reader = BufReader::new(from);
    while pass_one(&mut reader, to, kinds, counter).is_ok() {}
    let _ = to.shutdown(Shutdown::Both);
}

/// A message is a kind of one byte, a length that counts itself, and the rest.
fn pass_one(from: &mut impl Read, mut to: &TcpStream, kinds: &[u8], counter: &AtomicU64) -> io::Result<()> {
    let mut head = [0; 5];
    from.read_exact(&mut head)?;
    let [kind, size @ ..] = head;
    let mut message = head.to_vec();
    message.resize((1 + length(size)).max(head.len()), 0);
    from.read_exact(&mut message[head.len()..])?;
    if kinds.contains(&kind) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
    to.write_all(&message)
}

fn length(bytes: [u8; 4]) -> usize {
    u32::from_be_bytes(bytes) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_and_round_trips_are_counted_and_connecting_is_not() {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let proxy = Proxy::start(&server.local_addr().unwrap().to_string()).unwrap();
        let mut client = TcpStream::connect(proxy.address()).unwrap();
        let mut said = |text: &[u8], answered: usize| {
            client.write_all(text).unwrap();
            client.read_exact(&mut vec![0; answered]).unwrap();
        };
        let ready = b"Z\0\0\0\x05I";
        let answering = thread::spawn(move || {
            let (mut server, _) = server.accept().unwrap();
            let mut heard = |count: usize| server.read_exact(&mut vec![0; count]).unwrap();
            heard(9);
            for (count, kind) in [(0, b'R'), (5, b'E'), (10, b'C')] {
                server.read_exact(&mut vec![0; count]).unwrap();
                server.write_all(&[kind, 0, 0, 0, 4]).unwrap();
                server.write_all(ready).unwrap();
            }
        });
        said(&[0, 0, 0, 8, 4, 210, 22, 47], 1);
        said(&[0, 0, 0, 9, 0, 3, 0, 0, 0], 11);
        said(b"Q\0\0\0\x04", 11);
        said(b"E\0\0\0\x04S\0\0\0\x04", 11);
        answering.join().unwrap();
        let Counted { connections, statements, round_trips } = proxy.counted();
        assert_eq!((connections, statements, round_trips), (1, 2, 2));
    }
}
