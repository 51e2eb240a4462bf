//! What a driver takes from a URL: its options, read back after it has read the URL, in a form that
//! can be shown.
//!
//! Parameters override the parts of a URL (`?host=`, `?dbname=`, `?socket=`), and so do PGHOST and
//! its like, so the URL itself does not say where a connection goes.

use std::path::PathBuf;

use sea_orm::sqlx;

pub(crate) trait Url {
    /// Lets the driver read the URL, so that a wrong parameter is named before anything is opened.
    fn read(&self, url: &str) -> Result<Effective, sqlx::Error>;

    /// Whether the driver may see a parameter of that name.
    fn takes(&self, parameter: &str) -> bool;
}

/// What is opened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effective {
    /// A URL for people, without password and parameters.
    pub(crate) shown: String,
    /// A file, a socket or a loopback address.
    pub(crate) local: bool,
    /// SQLite's file.
    pub(crate) file: Option<PathBuf>,
    /// SQLite without a file.
    pub(crate) in_memory: bool,
    /// SQLite's file is made when it is missing.
    pub(crate) makes_file: bool,
    /// The database on a server.
    #[cfg_attr(
        not(feature = "cli"),
        expect(dead_code, reason = "the command line alone asks for it")
    )]
    pub(crate) database: Option<String>,
}

super::of_driver!(Url);
