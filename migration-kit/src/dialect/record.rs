//! What stands in for a database while a migration is recorded, and what a model has to know of a
//! server to stand in for it.

pub(crate) trait Record {
    /// What stands in.
    fn stand_in(&self) -> StandIn;

    /// What the server's catalog makes of keys, views and dropped columns.
    fn catalog(&self) -> &'static Catalog;

    /// The name that the server gives an index which is made without one; nothing where that is
    /// not known. `is_taken` tells of the names in its table.
    fn made_up(&self, index: &Nameless<'_>, is_taken: &dyn Fn(&str) -> bool) -> Option<String>;

    /// The name of the column and the value that answer the question for the server's version;
    /// nothing for another one. It ends without a semicolon and is in lower case.
    fn version(&self, question: &str) -> Option<(&'static str, &'static str)>;
}

/// What answers instead of a user's database.
pub(crate) enum StandIn {
    /// A database in memory.
    Memory,
    /// A model that follows the statements.
    Model,
}

/// What a catalog makes of statements.
pub(crate) struct Catalog {
    /// SeaORM's question for a table finds a view, too.
    pub(crate) views_among_tables: bool,
    /// An index goes with the last of its columns, and until then loses those that are dropped;
    /// elsewhere it goes with any of them.
    pub(crate) index_outlives_column: bool,
    /// A foreign key makes an index, unless there is one that begins with its columns. The keys of
    /// a new table come first: one of them may serve.
    pub(crate) foreign_key_makes_index: bool,
    /// A PRIMARY KEY takes a name.
    pub(crate) names_primary_key: bool,
    /// So do PRIMARY KEY and UNIQUE in the definition of a column.
    pub(crate) names_in_columns: bool,
}

/// An index for which a statement has no name.
pub(crate) struct Nameless<'a> {
    pub(crate) kind: NamelessKind,
    pub(crate) table: &'a str,
    /// With nothing for an expression.
    pub(crate) columns: &'a [String],
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamelessKind {
    PrimaryKey,
    Unique,
    ForeignKey,
    /// What CREATE INDEX makes.
    Index,
}

super::of!(Record);
