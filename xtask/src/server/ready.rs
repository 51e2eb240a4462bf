//! Waiting until a server accepts clients.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::bail;

use super::recipe::Recipe;
use crate::interrupt;

/// How long a start may take. A slow machine that also pulls its disk from a network needs the
/// better part of it.
const DEADLINE: Duration = Duration::from_secs(120);

/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(2);

/// Asks again and again until the answer is yes. `check` fails when the server is gone.
pub fn wait(
    mut ask: impl FnMut() -> io::Result<bool>,
    mut check: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let deadline = Instant::now() + DEADLINE;
    loop {
        check()?;
        let last = match ask() {
            Ok(true) => return Ok(()),
            Ok(false) => "it says that it is still starting up".to_owned(),
            Err(error) => error.to_string(),
        };
        if Instant::now() > deadline {
            bail!("not ready after {} s: {last}", DEADLINE.as_secs());
        }
        interrupt::tick()?;
    }
}

/// Asks in the server's own protocol whether it accepts clients. An open port alone says little:
/// the servers open it before they are ready, and Docker's proxy even before the server exists.
pub fn greets(recipe: &Recipe, address: SocketAddr) -> io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&address, ATTEMPT)?;
    stream.set_read_timeout(Some(ATTEMPT))?;
    stream.set_write_timeout(Some(ATTEMPT))?;
    (recipe.greets)(&mut stream)
}
