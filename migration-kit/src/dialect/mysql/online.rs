//! Changes of tables in use on MySQL and MariaDB.

use std::time::Duration;

use sea_orm::{DbErr, Statement};

use crate::Backend;
use crate::dialect::MySql;
use crate::dialect::lookup::Lookup;
use crate::dialect::on_table::OnTable;
use crate::dialect::online::{Adding, KeyByIndex, Kind, NotNull, Online, WithoutCopy};
use crate::dialect::text::Text as _;
use crate::error::{code, server_number};

const BACKEND: Backend = Backend::MySql;

/// `ER_ALTER_OPERATION_NOT_SUPPORTED` and the same with its reason: the server cannot do it that
/// way.
const NOT_SUPPORTED: [u16; 2] = [1845, 1846];

impl Online for MySql {
    fn lookup(&self) -> Option<&'static dyn Lookup> {
        Some(&Self)
    }

    /// Every statement commits by itself.
    fn locking(&self, _table: &OnTable) -> Option<String> {
        None
    }

    /// The session has its own time-outs.
    fn lock_timeout(&self, _time: Duration) -> Option<Statement> {
        None
    }

    /// With what lets the server change an index with everybody at the table, or refuse (MySQL 8.4
    /// manual, section 17.12.1).
    fn create_index(&self, plain: &str) -> String {
        format!("{plain} ALGORITHM=INPLACE LOCK=NONE")
    }

    /// MariaDB's DROP INDEX takes no such clause.
    fn drop_index(&self, table: &OnTable, name: &str) -> String {
        let drop = format!("DROP INDEX {}, ALGORITHM=INPLACE, LOCK=NONE", self.ident(name));
        table.alter(BACKEND, &drop)
    }

    fn drop_index_plain(&self, table: &OnTable, name: &str) -> String {
        format!("DROP INDEX {} ON {}", self.ident(name), table.sql(BACKEND))
    }

    fn add_constraint(&self, _table: &OnTable, _name: &str, _definition: &str) -> Adding {
        Adding::AtOnce
    }

    fn drop_constraint(&self, table: &OnTable, name: &str, kind: Kind) -> String {
        let name = self.ident(name);
        let drop = match kind {
            Kind::ForeignKey => format!("DROP FOREIGN KEY {name}"),
            Kind::Unique => format!("DROP INDEX {name}"),
            Kind::PrimaryKey => "DROP PRIMARY KEY".to_owned(),
            Kind::Check => format!("DROP CONSTRAINT {name}"),
        };
        table.alter(BACKEND, &drop)
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

    /// With the clause that makes the server refuse what it could only do by copying (MySQL 8.4
    /// manual, section 15.1.9, "ALGORITHM").
    fn without_copy(&self, alter: &str) -> Option<WithoutCopy> {
        Some(WithoutCopy {
            instant: format!("{alter}, ALGORITHM=INSTANT"),
            in_place: format!("{alter}, ALGORITHM=INPLACE, LOCK=NONE"),
            is_refused: is_unsupported,
        })
    }
}

fn is_unsupported(error: &DbErr) -> bool {
    server_number(error).is_some_and(|number| NOT_SUPPORTED.contains(&number))
        // MariaDB says it with the state of an unsupported feature.
        || code(error).as_deref() == Some("0A000")
}
