//! Emptying a database: what stock `fresh` forgets, or stumbles over.

pub(crate) trait Fresh: Sync {
    /// The views of the default schema that are the user's own, each with the words that drop it.
    fn views(&self) -> &'static str;

    /// What stands behind the name of a view that is dropped, so that what depends on it goes, too.
    fn cascade(&self) -> &'static str;
}

super::of!(Fresh);
