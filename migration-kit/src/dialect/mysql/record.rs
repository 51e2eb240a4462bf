//! What a model has to know of a server: MySQL 8.4.

use crate::dialect::MySql;
use crate::dialect::record::{Catalog, Nameless, NamelessKind, Record, StandIn};

impl Record for MySql {
    fn stand_in(&self) -> StandIn {
        StandIn::Model
    }

    fn catalog(&self) -> &'static Catalog {
        &Catalog {
            views_among_tables: true,
            index_outlives_column: true,
            foreign_key_makes_index: true,
            names_primary_key: false,
            names_in_columns: false,
        }
    }

    /// The name of its first column, with a number when it is taken.
    fn made_up(&self, index: &Nameless<'_>, is_taken: &dyn Fn(&str) -> bool) -> Option<String> {
        if index.kind == NamelessKind::PrimaryKey {
            return Some("primary".to_owned());
        }
        let column = index.columns.first().map_or("", String::as_str);
        if !is_taken(column) {
            return Some(column.to_owned());
        }
        (2..).map(|n| format!("{column}_{n}")).find(|name| !is_taken(name))
    }

    fn version(&self, question: &str) -> Option<(&'static str, &'static str)> {
        match question {
            "select version()" => Some(("VERSION()", "8.4.0")),
            "select @@version" => Some(("@@version", "8.4.0")),
            _ => None,
        }
    }
}
