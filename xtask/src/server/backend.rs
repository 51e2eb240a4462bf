//! What the two servers differ in.

use super::programs::Programs;
use super::recipe::Recipe;

/// A kind of database server, where one comes from, and how it runs.
pub struct Backend {
    /// Its name for people.
    pub name: &'static str,

    /// The environment variable through which tests find it.
    pub variable: &'static str,

    /// The Debian package that brings it.
    pub package: &'static str,

    /// The Homebrew formula that brings it.
    pub formula: &'static str,

    /// The two programs it takes: the one that creates a data folder, and the server.
    pub program_names: [&'static str; 2],

    /// Where programs of these names are, if both are on this machine.
    pub programs: fn([&str; 2]) -> Option<Programs>,

    /// How Docker runs it.
    pub image: Image,

    /// How it runs for tests: what it writes is thrown away, and so nothing has to survive a power
    /// cut.
    pub recipe: Recipe<'static>,

    /// The settings of one that runs as people's own do: what it has committed survives, and
    /// writing that takes its time.
    pub durable: &'static [&'static str],
}

/// What `docker run` needs to know.
pub struct Image {
    /// Its name with a pinned major version.
    pub name: &'static str,
    /// The port inside the container.
    pub port: u16,
    /// The user whom the image creates.
    pub user: &'static str,
    /// The variable of the container that has the user's password.
    pub password: &'static str,
    /// Its other variables.
    pub environment: &'static [(&'static str, &'static str)],
}

impl Backend {
    /// Where its programs are, if they are on this machine.
    pub fn find(&self) -> Option<Programs> {
        (self.programs)(self.program_names)
    }

    /// How it runs for benches and for tests that kill it.
    pub fn durable(&self) -> Recipe<'static> {
        Recipe { settings: self.durable, ..self.recipe }
    }
}
