//! The schemas of one database, and the path in which a session looks for names.

use sea_orm::Statement;

pub(crate) trait Schemas {
    /// Whether a database has several schemas. What others call so is a database.
    fn has_schemas(&self) -> bool;

    /// The question for the search path of a session; none where there is no such thing.
    fn search_path(&self) -> Option<&'static str>;

    /// Sets the search path of a session.
    fn set_search_path(&self, path: &str) -> Option<Statement>;
}

super::of!(Schemas);
