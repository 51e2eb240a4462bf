//! Where databases for tests are made.

pub(crate) trait Testing {
    /// The server that makes them; none where a database is a file.
    fn server(&self) -> Option<Server>;
}

/// A server for tests.
#[derive(Clone, Copy)]
pub(crate) struct Server {
    /// The variable that has its URL.
    pub(crate) variable: &'static str,
    /// The end of DROP DATABASE that lets it drop one in which there are still sessions.
    pub(crate) force: &'static str,
}

super::of!(Testing);
