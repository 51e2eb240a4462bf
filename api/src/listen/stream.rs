//! A client's bytes, with a deadline for each thing that the client is waited for.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

use super::Deadlines;
use super::connection::{Connection, Phase};

/// A stream that fails when its client takes too long.
pub struct Stream {
    io: TcpStream,
    connection: Arc<Connection>,
    deadlines: Deadlines,
    reading: Alarm,
    writing: Alarm,
    /// Since when the client has not taken what is being written.
    stalled: Option<Instant>,
}

/// A timer that is made when it is first needed.
#[derive(Default)]
struct Alarm(Option<(Instant, Pin<Box<Sleep>>)>);

impl Stream {
    pub fn new(io: TcpStream, connection: Arc<Connection>, deadlines: Deadlines) -> Self {
        let (reading, writing) = (Alarm::default(), Alarm::default());
        Self { io, connection, deadlines, reading, writing, stalled: None }
    }

    /// The time by which something has to come, where that is this stream's business: a body has
    /// its request's.
    fn due(&self) -> Option<Instant> {
        match self.connection.now() {
            (Phase::Head, since) => Some(since + self.deadlines.head),
            (Phase::Idle, since) => Some(since + self.deadlines.idle),
            _ => None,
        }
    }

    /// What a try to write came to, or the end of the client's time.
    fn within(
        &mut self,
        cx: &mut Context<'_>,
        tried: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if tried.is_ready() {
            return tried;
        }
        let since = *self.stalled.get_or_insert_with(Instant::now);
        match self.writing.is_over(cx, since + self.deadlines.answer) {
            true => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            false => Poll::Pending,
        }
    }
}

impl Alarm {
    /// Whether it is later than that; if not, the task is woken then.
    fn is_over(&mut self, cx: &mut Context<'_>, at: Instant) -> bool {
        let (set, sleep) =
            self.0.get_or_insert_with(|| (at, Box::pin(tokio::time::sleep_until(at.into()))));
        if *set != at {
            *set = at;
            sleep.as_mut().reset(at.into());
        }
        sleep.as_mut().poll(cx).is_ready()
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.io).poll_read(cx, buffer) {
            Poll::Ready(read) => {
                if buffer.filled().len() > before {
                    self.connection.follow(Phase::Idle, Phase::Head);
                }
                // A drop at a time is no progress: the time of a head counts from its beginning.
                match self.due() {
                    Some(due) if Instant::now() >= due => {
                        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
                    }
                    _ => Poll::Ready(read),
                }
            }
            Poll::Pending => match self.due() {
                Some(due) if self.reading.is_over(cx, due) => {
                    Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
                }
                _ => Poll::Pending,
            },
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.io).poll_write(cx, bytes);
        self.within(cx, tried)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.io).poll_write_vectored(cx, bytes);
        self.within(cx, tried)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    /// Hyper flushes when all of an answer is written.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.io).poll_flush(cx);
        if flushed.is_ready() {
            self.stalled = None;
            self.connection.follow(Phase::Answer, Phase::Idle);
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
