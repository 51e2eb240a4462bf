//! What the command line has to know: the database's own client, and a session to read in.

use sea_orm::Statement;

pub(crate) trait Cli {
    /// How a text is given to the database's own client, so that it stops at what fails.
    fn client(&self) -> &'static str;

    /// Whether that client takes the first semicolon of a body for the end of its statement.
    fn splits_bodies(&self) -> bool;

    /// Sets the search path of a session; none where there is no such thing.
    fn search_path(&self, path: String) -> Option<Statement>;
}

super::of!(Cli);
