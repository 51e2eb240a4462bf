//! Changes of tables in use on SQLite, which has one writer at a time anyway: they are the plain
//! statements.

use std::time::Duration;

use sea_orm::Statement;

use crate::Backend;
use crate::dialect::Sqlite;
use crate::dialect::lookup::Lookup;
use crate::dialect::on_table::OnTable;
use crate::dialect::online::{Adding, KeyByIndex, Kind, NotNull, Online, WithoutCopy};
use crate::dialect::text::Text as _;

const BACKEND: Backend = Backend::Sqlite;

impl Online for Sqlite {
    fn lookup(&self) -> Option<&'static dyn Lookup> {
        None
    }

    fn locking(&self, _table: &OnTable) -> Option<String> {
        None
    }

    fn lock_timeout(&self, _time: Duration) -> Option<Statement> {
        None
    }

    fn create_index(&self, plain: &str) -> String {
        plain.to_owned()
    }

    fn drop_index(&self, table: &OnTable, name: &str) -> String {
        self.drop_index_plain(table, name)
    }

    fn drop_index_plain(&self, table: &OnTable, name: &str) -> String {
        format!("DROP INDEX IF EXISTS {}", table.beside(BACKEND, name))
    }

    fn add_constraint(&self, _table: &OnTable, _name: &str, _definition: &str) -> Adding {
        Adding::AtOnce
    }

    fn drop_constraint(&self, table: &OnTable, name: &str, _kind: Kind) -> String {
        table.alter(BACKEND, &format!("DROP CONSTRAINT IF EXISTS {}", self.ident(name)))
    }

    fn using_index(&self, _index: &str) -> Option<String> {
        None
    }

    fn primary_key(&self, _name: &str) -> Option<KeyByIndex> {
        None
    }

    fn not_null(&self, _table: &OnTable, _column: &str) -> Option<NotNull> {
        None
    }

    fn without_copy(&self, _alter: &str) -> Option<WithoutCopy> {
        None
    }
}
