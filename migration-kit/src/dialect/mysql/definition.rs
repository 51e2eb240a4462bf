//! What stands in the definition of a table and its columns.

use crate::dialect::MySql;
use crate::dialect::definition::{Comments, Definition};
use crate::schema::{Check, Column, Identity, Table, parts};

impl Definition for MySql {
    fn comments(&self) -> Comments {
        Comments::Inside
    }

    /// MariaDB has no NOT NULL there.
    fn computed_takes_null(&self) -> bool {
        true
    }

    fn serial(&self, _: &Column) -> Option<&'static str> {
        None
    }

    fn identity(&self, _: Identity, _: &Column) -> Option<String> {
        None
    }

    fn makes_up(&self, name: &str, (table, _): (&str, &Table), _: &Check) -> bool {
        let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
        base == "CONSTRAINT_" || base == format!("{}_chk_", parts(table).1)
    }

    /// That is another database.
    fn parent_may_be_elsewhere(&self) -> bool {
        false
    }

    fn restricts_by_default(&self) -> bool {
        true
    }
}
