//! Changes of tables in use: the statements that let others go on reading and writing meanwhile,
//! and what to do where a backend has none.

use std::time::Duration;

use sea_orm::{DbErr, Statement};

use crate::Backend;
use crate::dialect::lookup::Lookup;
use crate::dialect::on_table::OnTable;
use crate::sql::tokens::placed;

pub(crate) trait Online: Sync {
    /// What a change asks the server while it runs. Nothing where a database has one writer at a
    /// time anyway: no change has an online form there.
    fn lookup(&self) -> Option<&'static dyn Lookup>;

    /// Whether changes have an online form, beside the plain one for a transaction.
    fn has_online_form(&self) -> bool {
        self.lookup().is_some()
    }

    /// What stands before statements that are over in a moment, but for which everybody waits
    /// meanwhile; they share a transaction. Nothing where each is sent by itself.
    fn locking(&self, table: &OnTable) -> Option<String>;

    /// Lets the statements of a transaction wait no longer than that for a lock; nothing where that
    /// is no setting of a transaction.
    fn lock_timeout(&self, time: Duration) -> Option<Statement>;

    /// CREATE INDEX in its online form, from the plain statement.
    fn create_index(&self, plain: &str) -> String;

    /// DROP INDEX in its online form.
    fn drop_index(&self, table: &OnTable, name: &str) -> String;

    /// DROP INDEX in a transaction.
    fn drop_index_plain(&self, table: &OnTable, name: &str) -> String;

    /// How a foreign key, a check or a unique constraint comes to a table with rows, from what it
    /// says.
    fn add_constraint(&self, table: &OnTable, name: &str, definition: &str) -> Adding;

    /// ALTER TABLE that drops a constraint.
    fn drop_constraint(&self, table: &OnTable, name: &str, kind: Kind) -> String;

    /// What a unique constraint says that takes over an index; nothing where a unique index is all
    /// there is.
    fn using_index(&self, index: &str) -> Option<String>;

    /// The primary key of that name, by way of its index; nothing where the whole table says which
    /// key it has.
    fn primary_key(&self, name: &str) -> Option<KeyByIndex>;

    /// NOT NULL of a column, by statements of its own; nothing where the whole column says it.
    fn not_null(&self, table: &OnTable, column: &str) -> Option<NotNull>;

    /// ALTER TABLE in the ways in which it copies no table, or is refused; nothing where it is the
    /// plain statement.
    fn without_copy(&self, alter: &str) -> Option<WithoutCopy>;
}

/// What a constraint is, which MySQL wants to be told to drop it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    ForeignKey,
    Check,
    Unique,
    PrimaryKey,
}

/// How a constraint comes to a table with rows.
pub(crate) enum Adding {
    /// The plain statement checks the rows at once, with the table locked for writers.
    AtOnce,
    /// By an index that is built before while others write, and that the constraint takes over.
    ByIndex { index: String, using: String },
    /// It comes without a look at the rows, which is over in a moment, and they are then checked
    /// while others write.
    ThenChecked {
        unchecked: String,
        checking: String,
        /// Takes it away again, where a row breaks it.
        dropping: String,
    },
}

/// A primary key whose index is built before.
pub(crate) struct KeyByIndex {
    /// What the index is called until it is the key's, and bears its name.
    pub(crate) index: String,
    /// What the key says that takes it over.
    pub(crate) using: String,
    /// Asks for the columns of the primary key of a name, in its order; no row without it.
    pub(crate) columns: &'static str,
}

/// NOT NULL of a column.
pub(crate) struct NotNull {
    pub(crate) set: String,
    pub(crate) drop: String,
    /// Name and definition of the check that stands in for it meanwhile, and that it believes.
    pub(crate) check: (String, String),
    /// Asks whether a column takes no NULL.
    pub(crate) is_set: &'static str,
}

/// ALTER TABLE without a copy of the table, in the two ways in which a server may be able to do it.
pub(crate) struct WithoutCopy {
    pub(crate) instant: String,
    pub(crate) in_place: String,
    /// Whether the server says that it cannot do it that way.
    pub(crate) is_refused: fn(&DbErr) -> bool,
}

/// Where the keyword INDEX ends, and where CONCURRENTLY does that stands behind it. Names, texts
/// and comments may have both words in them.
pub(crate) fn index_keyword(backend: Backend, text: &str) -> Option<(usize, Option<usize>)> {
    let tokens = placed(backend, text);
    let at = tokens.iter().position(|(token, _)| token.is("index"))?;
    let next = tokens.get(at + 1).filter(|(token, _)| token.is("concurrently"));
    Some((tokens[at].1.end, next.map(|(_, place)| place.end)))
}

super::of!(Online);
