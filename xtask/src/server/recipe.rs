//! How a server runs from binaries on this machine.

use std::fmt::Debug;
use std::io;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use super::programs::Programs;
use crate::process::Stop;

/// The user whom local servers know. It may do everything, because each test creates and drops its
/// own database.
pub const USER: &str = "test";

/// How to run a server that is thrown away afterwards.
pub trait Recipe: Debug + Sync {
    /// Writes the files it needs to `folder`, and returns the command that creates the data folder
    /// in it, if it takes one.
    fn initialise(
        &self,
        programs: &Programs,
        folder: &Path,
        password: &str,
    ) -> io::Result<Option<Command>>;

    /// The command that serves the data folder in `folder`, on loopback alone.
    fn serve(&self, programs: &Programs, folder: &Path, port: u16) -> io::Result<Command>;

    /// How the server is asked to end.
    fn stop(&self) -> Stop;

    /// Whether the server behind this connection accepts clients. Says `false` while it is still
    /// starting up.
    fn greets(&self, stream: &mut TcpStream) -> io::Result<bool>;
}
