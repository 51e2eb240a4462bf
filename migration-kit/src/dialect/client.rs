//! What a session of the database's own client is told so that it is like one of the kit's: what
//! the driver sets when it connects, where the tables are, and how long a statement waits and runs.

use super::session::TimeOuts;

pub(crate) trait Client: Sync {
    /// The statements. `path` is the search path that was chosen.
    fn settings(&self, path: Option<String>, time_outs: &TimeOuts) -> Vec<String>;
}

super::of!(Client);
