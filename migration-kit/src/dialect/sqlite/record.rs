//! What stands in for a file: a database in memory, so that no model has to know anything.

use crate::dialect::Sqlite;
use crate::dialect::record::{Catalog, Nameless, Record, StandIn};

impl Record for Sqlite {
    fn stand_in(&self) -> StandIn {
        StandIn::Memory
    }

    fn catalog(&self) -> &'static Catalog {
        &Catalog {
            views_among_tables: false,
            index_outlives_column: false,
            foreign_key_makes_index: false,
            names_primary_key: true,
            names_in_columns: true,
        }
    }

    fn made_up(&self, _: &Nameless<'_>, _: &dyn Fn(&str) -> bool) -> Option<String> {
        None
    }

    fn version(&self, _: &str) -> Option<(&'static str, &'static str)> {
        None
    }
}
