//! How definitions are changed.

pub(crate) trait Ddl {
    /// Whether a transaction takes changes of definitions back, instead of ending at each of them.
    fn transactional(&self) -> bool;

    /// Whether a table is made anew for what ALTER TABLE cannot change.
    fn rebuilds(&self) -> bool;
}

super::of!(Ddl);
