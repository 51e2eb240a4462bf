//! What a model has to know of a server: PostgreSQL 15.

use crate::dialect::Postgres;
use crate::dialect::record::{Catalog, Nameless, NamelessKind, Record, StandIn};
use crate::sql::cursor::shorten;

impl Record for Postgres {
    fn stand_in(&self) -> StandIn {
        StandIn::Model
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

    /// The name of the table, those of the columns, and a label, which gets a number when the name
    /// is taken.
    fn made_up(&self, index: &Nameless<'_>, is_taken: &dyn Fn(&str) -> bool) -> Option<String> {
        let Nameless { kind, table, columns } = *index;
        let (columns, label) = match kind {
            // It has no columns in it.
            NamelessKind::PrimaryKey => (String::new(), "pkey"),
            NamelessKind::Unique => (columns.join("_"), "key"),
            // The server makes up words for expressions.
            NamelessKind::Index if columns.iter().any(String::is_empty) => return None,
            NamelessKind::Index => (columns.join("_"), "idx"),
            // It makes none.
            NamelessKind::ForeignKey => return None,
        };
        let numbered = (1..).map(|n| joined(table, &columns, &format!("{label}{n}")));
        std::iter::once(joined(table, &columns, label)).chain(numbered).find(|name| !is_taken(name))
    }

    fn version(&self, question: &str) -> Option<(&'static str, &'static str)> {
        match question {
            "select version()" => Some(("version", "PostgreSQL 15.0")),
            "show server_version" => Some(("server_version", "15.0")),
            "show server_version_num" => Some(("server_version_num", "150000")),
            _ => None,
        }
    }
}

/// The three parts as one name. The longer of the first two is shortened until it fits.
pub(super) fn joined(table: &str, columns: &str, label: &str) -> String {
    let room =
        Postgres::NAME_BYTES.saturating_sub(label.len() + 1 + usize::from(!columns.is_empty()));
    let (mut of_table, mut of_columns) = (table.len(), columns.len());
    while of_table + of_columns > room {
        let longer = if of_table > of_columns { &mut of_table } else { &mut of_columns };
        *longer -= 1;
    }
    let (mut table, mut columns) = (table.to_owned(), columns.to_owned());
    shorten(&mut table, of_table);
    shorten(&mut columns, of_columns);
    let parts = [table.as_str(), columns.as_str(), label];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}
