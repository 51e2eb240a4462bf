//! The database's own client.

use super::session::TimeOuts;

pub(crate) trait Client: Sync {
    /// How a text is given to it, so that it stops at what fails.
    fn invocation(&self) -> &'static str;

    /// Whether it takes the first semicolon of a body for the end of its statement.
    fn splits_bodies(&self) -> bool;

    /// What makes a session of it like one of the kit's: what the driver sets when it connects,
    /// where the tables are, and how long a statement waits and runs. `path` is the search path
    /// that was chosen.
    fn settings(&self, path: Option<String>, time_outs: &TimeOuts) -> Vec<String>;
}

super::of!(Client);
