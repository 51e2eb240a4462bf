//! How a server runs from binaries on this machine.

use std::io;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::programs::Programs;
use crate::process::Stop;

/// The user whom local servers know. It may do everything, because each test creates and drops its
/// own database.
pub const USER: &str = "test";

/// What a server is made from.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Its programs.
    pub programs: &'a Programs,
    /// The folder in which it lives.
    pub folder: &'a Path,
    /// The password of [`USER`].
    pub password: &'a str,
}

/// How to run a server that is thrown away afterwards. One that is nearly like another differs in a
/// field: `Recipe { settings, ..POSTGRES.recipe }`.
#[derive(Clone, Copy)]
pub struct Recipe<'a> {
    /// Writes the files it needs to its folder, and returns the command that creates the data
    /// folder in it, if it takes one.
    pub initialise: &'a (dyn Fn(Place) -> io::Result<Option<Command>> + Sync),

    /// The command that serves the data folder, on this port of loopback alone.
    pub serve: &'a (dyn Fn(Place, u16) -> io::Result<Command> + Sync),

    /// More arguments of that command.
    pub settings: &'static [&'static str],

    /// How the server is asked to end.
    pub stop: Stop,

    /// What the URLs of its clients begin with. A database of this name always exists.
    pub scheme: &'static str,

    /// Whether the server behind this connection accepts clients. Says `false` while it is still
    /// starting up.
    pub greets: fn(&mut TcpStream) -> io::Result<bool>,
}

impl Place<'_> {
    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

/// The URL for tests, to a database that always exists. `address` is `host:port`.
pub fn url(scheme: &str, user: &str, password: &str, address: &str) -> String {
    format!("{scheme}://{user}:{password}@{address}/{scheme}")
}
