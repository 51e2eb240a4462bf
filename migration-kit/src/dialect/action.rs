//! What a plan takes into account: which actions a backend needs, and how they share a transaction.

pub(crate) trait Action {
    /// Whether a transaction holds statements together that change a schema, so that all of them
    /// are done or none.
    fn transactional_ddl(&self) -> bool;

    /// Whether ALTER TABLE leaves so much undone that a table is made anew.
    fn rebuilds_tables(&self) -> bool;

    /// Whether a constraint comes and goes by a statement, on a table that exists.
    fn alters_constraints(&self) -> bool;

    /// What stands around a name, and is doubled in it.
    fn name_quote(&self) -> char;
}

super::of!(Action);
