//! A proxy on loopback that counts what a client and a server say to each other: PostgreSQL
//! (manual, chapter 55), and MySQL or MariaDB (<https://mariadb.com/kb/en/clientserver-protocol/>).

use std::fmt;
use std::io::{self, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::Context;

/// What the two speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Postgres,
    MySql,
}

/// What went through the proxy.
#[derive(Clone, Copy)]
pub struct Counted {
    /// Connections to the server.
    pub connections: u64,
    /// What was to be executed: Query and Execute messages, on MySQL COM_QUERY and
    /// COM_STMT_EXECUTE.
    pub statements: u64,
    /// How often the server said that it is ready again, without the first time on each connection;
    /// on MySQL how many commands were sent that it answers.
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
    /// On PostgreSQL also the first time on each connection.
    round_trips: AtomicU64,
}

/// A proxy, which serves for as long as the program runs.
pub struct Proxy {
    protocol: Protocol,
    address: String,
    counters: Arc<Counters>,
}

impl Proxy {
    /// Listens on a port that the system chooses and passes on to `server`, which is `host:port`.
    pub fn start(protocol: Protocol, server: &str) -> anyhow::Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port for the proxy")?;
        let address = listener.local_addr()?.to_string();
        let counters = Arc::<Counters>::default();
        let (server, counting) = (server.to_owned(), Arc::clone(&counters));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // A connection that fails is noticed by the client.
                let _ = match protocol {
                    Protocol::Postgres => serve_postgres(client, &server, &counting),
                    Protocol::MySql => serve_mysql(client, &server, &counting),
                };
            }
        });
        Ok(Self { protocol, address, counters })
    }

    /// Where clients find it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What has been counted so far.
    pub fn counted(&self) -> Counted {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let connections = of(&self.counters.connections);
        let first = if self.protocol == Protocol::Postgres { connections } else { 0 };
        let round_trips = of(&self.counters.round_trips).saturating_sub(first);
        Counted { connections, statements: of(&self.counters.statements), round_trips }
    }
}

/// Opens a connection and passes on both ways, each on a thread of its own.
fn serve_postgres(mut client: TcpStream, server: &str, counters: &Arc<Counters>) -> io::Result<()> {
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
    let (to, from) = (Arc::clone(counters), Arc::clone(counters));
    thread::spawn(move || pass_on(&client, &to_server, b"QE", &to.statements));
    thread::spawn(move || pass_on(&server, &to_client, b"Z", &from.round_trips));
    Ok(())
}

/// Passes messages on until one side leaves, of which the other one then hears, and counts those of
/// some kinds.
fn pass_on(from: &TcpStream, to: &TcpStream, kinds: &[u8], counter: &AtomicU64) {
    let mut reader = BufReader::new(from);
    while pass_one(&mut reader, to, kinds, counter).is_ok() {}
    let _ = to.shutdown(Shutdown::Both);
}

/// A message is a kind of one byte, a length that counts itself, and the rest.
fn pass_one(
    from: &mut impl Read,
    mut to: &TcpStream,
    kinds: &[u8],
    counter: &AtomicU64,
) -> io::Result<()> {
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

/// Likewise. The server speaks first there, and a command is the first packet of its exchange:
/// number zero.
fn serve_mysql(client: TcpStream, server: &str, counters: &Arc<Counters>) -> io::Result<()> {
    let server = TcpStream::connect(server)?;
    for stream in [&client, &server] {
        stream.set_nodelay(true)?;
    }
    counters.connections.fetch_add(1, Ordering::Relaxed);
    let (mut to_client, mut from_server) = (client.try_clone()?, server.try_clone()?);
    let counters = Arc::clone(counters);
    thread::spawn(move || {
        let mut reader = BufReader::new(&client);
        while pass_command(&mut reader, &server, &counters).is_ok() {}
        let _ = server.shutdown(Shutdown::Both);
    });
    thread::spawn(move || {
        let _ = io::copy(&mut from_server, &mut to_client);
        let _ = to_client.shutdown(Shutdown::Both);
    });
    Ok(())
}

/// A packet is a length of three bytes, a number, and the rest, which begins with the command.
fn pass_command(from: &mut impl Read, mut to: &TcpStream, counters: &Counters) -> io::Result<()> {
    const COM_QUIT: u8 = 0x01;
    const COM_QUERY: u8 = 0x03;
    const COM_STMT_EXECUTE: u8 = 0x17;
    const COM_STMT_SEND_LONG_DATA: u8 = 0x18;
    const COM_STMT_CLOSE: u8 = 0x19;
    let mut packet = vec![0; 4];
    from.read_exact(&mut packet)?;
    let size = u32::from_le_bytes([packet[0], packet[1], packet[2], 0]) as usize;
    packet.resize(4 + size, 0);
    from.read_exact(&mut packet[4..])?;
    if let [_, _, _, 0, command, ..] = packet[..] {
        if matches!(command, COM_QUERY | COM_STMT_EXECUTE) {
            counters.statements.fetch_add(1, Ordering::Relaxed);
        }
        if !matches!(command, COM_QUIT | COM_STMT_SEND_LONG_DATA | COM_STMT_CLOSE) {
            counters.round_trips.fetch_add(1, Ordering::Relaxed);
        }
    }
    to.write_all(&packet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_counted_and_connecting_is_not() {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let proxy =
            Proxy::start(Protocol::Postgres, &server.local_addr().unwrap().to_string()).unwrap();
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

    #[test]
    fn commands_of_mysql_are_counted_and_the_login_is_not() {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let proxy =
            Proxy::start(Protocol::MySql, &server.local_addr().unwrap().to_string()).unwrap();
        let mut client = TcpStream::connect(proxy.address()).unwrap();
        let packets: [&[u8]; 5] = [
            b"\x02\0\0\x01\x03a",        // the answer to the greeting
            b"\x02\0\0\0\x03a",          // a query
            b"\x02\0\0\0\x16a",          // a prepared statement,
            b"\x05\0\0\0\x17\x01\0\0\0", // its execution,
            b"\x05\0\0\0\x19\x01\0\0\0", // and its end, which is not answered
        ];
        let sent = packets.concat();
        client.write_all(&sent).unwrap();
        let mut heard = vec![0; sent.len()];
        server.accept().unwrap().0.read_exact(&mut heard).unwrap();
        assert_eq!(heard, sent);
        let Counted { connections, statements, round_trips } = proxy.counted();
        assert_eq!((connections, statements, round_trips), (1, 2, 3));
    }
}
