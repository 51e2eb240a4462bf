//! What the two servers differ in.

use std::fmt::Debug;
use std::io;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use super::programs::Programs;
use crate::process::Stop;

/// A kind of database server, and how to run one that is thrown away afterwards.
pub trait Backend: Debug + Sync {
    /// Its name for people.
    fn name(&self) -> &'static str;

    /// The environment variable through which tests find it.
    fn variable(&self) -> &'static str;

    /// The Debian package that brings it.
    fn package(&self) -> &'static str;

    /// The Homebrew formula that brings it.
    fn formula(&self) -> &'static str;

    /// The two programs it takes: the one that creates a data folder, and the server.
    fn program_names(&self) -> [&'static str; 2];

    /// Where those programs are, if both are on this machine.
    fn programs(&self) -> Option<Programs>;

    /// Writes the files it needs to `folder`, and returns the command that creates the data folder in it.
    fn initialise(&self, programs: &Programs, folder: &Path, password: &str) -> io::Result<Command>;

    /// The command that serves the data folder in `folder`, on loopback alone.
    fn serve(&self, programs: &Programs, folder: &Path, port: u16) -> Command;

    /// How the server is asked to end.
    fn stop(&self) -> Stop;

    /// How Docker runs it.
    fn image(&self, password: &str) -> Image;

    /// Whether the server behind this connection accepts clients. Says `false` while it is still starting up.
    fn greets(&self, stream: &mut TcpStream) -> io::Result<bool>;

    /// The URL for tests, to a database that always exists. `address` is `host:port`.
    fn url(&self, user: &str, password: &str, address: &str) -> String;
}

/// The user whom local servers know. It may do everything, because each test creates and drops its own database.
pub const USER: &str = "test";

/// What `docker run` needs to know.
#[derive(Debug)]
pub struct Image {
    /// Its name with a pinned major version.
    pub name: &'static str,
    /// The port inside the container.
    pub port: u16,
    /// The user whom the image creates.
    pub user: &'static str,
    /// The environment of the container.
    pub environment: Vec<(&'static str, String)>,
    /// Arguments for the server.
    pub arguments: Vec<&'static str>,
}
