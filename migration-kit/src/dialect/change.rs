//! What creating, changing and dropping the objects of a table takes.

use crate::dialect::column::AlterColumn;
use crate::schema::{PrimaryKey, Unique};
use crate::statement::Statement;

pub(crate) trait Change {
    /// How each object of a table is altered by itself. None where its columns, keys and
    /// constraints come and go with its definition: there all changes of a table are made together.
    fn alter(&self) -> Option<&'static dyn Alter>;
}

/// How the objects of a table are altered, each by itself.
pub(crate) trait Alter: AlterColumn {
    fn rename_index(&self, table: &str, from: &str, to: &str) -> Statement;

    fn rename_unique(&self, table: &str, from: &str, to: &str) -> Statement;

    /// A foreign key, a check or a primary key. None where there are no words for it.
    fn rename_constraint(&self, table: &str, from: &str, to: &str) -> Option<Statement>;

    fn drop_unique(&self, table: &str, name: &str) -> Statement;

    fn add_unique(&self, table: &str, unique: &Unique) -> Statement;

    fn drop_primary_key(&self, table: &str, name: &str) -> Statement;

    /// With that name, where the backend keeps names of primary keys.
    fn add_primary_key(&self, table: &str, name: Option<&str>, key: &PrimaryKey) -> Statement;

    /// Whether a table in use gets another primary key online.
    fn exchanges_primary_keys(&self) -> bool;

    /// Whether a column can only number itself while it is a key.
    fn numbers_keys_only(&self) -> bool;

    /// Whether a unique constraint and a unique index are one thing.
    fn keeps_uniques_as_indexes(&self) -> bool;

    /// Whether a foreign key cannot be without an index of its own columns.
    fn keys_need_an_index(&self) -> bool;

    /// What keeps all that those views have beside their definitions, and what gives it back when
    /// they were made again. None where no view is ever in the way.
    fn keep_views(&self, views: &[&str]) -> Option<(Statement, Vec<Statement>)>;

    /// Gives a table that comment, or takes it away.
    fn comment_on_table(&self, table: &str, text: Option<&str>) -> Statement;
}

super::of!(Change);
