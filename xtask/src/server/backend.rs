//! What the two servers differ in.

use super::programs::Programs;
use super::recipe::Recipe;

/// A kind of database server, and where one comes from.
pub trait Backend: Recipe {
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

    /// How Docker runs it.
    fn image(&self, password: &str) -> Image;

    /// The arguments that take back what the server does less safely for tests.
    fn durable(&self) -> &'static [&'static str];

    /// The URL for tests, to a database that always exists. `address` is `host:port`.
    fn url(&self, user: &str, password: &str, address: &str) -> String;
}

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
