//! Every table says when a row was made and when it was last changed.

use super::{Convention, Design};
use crate::lint::{Hit, Level};
use crate::schema::{Column, Meaning};
use sea_orm::sea_query::ColumnType;

/// Every table has `created_at` and `updated_at`, not null and with a default.
pub static TIMESTAMPS: Convention = Convention {
    name: "timestamps",
    level: Level::Error,
    about: "Every table has created_at and updated_at, not null and with a default",
    help: "#[sea_orm(default_expr = \"Expr::current_timestamp()\")] pub created_at: DateTimeUtc, and the same for updated_at",
    page: include_str!("timestamps.md"),
    find,
};

fn find(design: &Design<'_>) -> Vec<Hit> {
    design.hits(|name, table| {
        let wrong = |column: &'static str| {
            let message = match table.column(column) {
                None => format!("{name} has no {column}"),
                Some(of) if !is_time(of) => {
                    format!("{name}.{column} is no timestamp but {}", of.ty)
                }
                Some(of) if of.nullable => format!("{name}.{column} takes NULL"),
                Some(of) if of.default.is_none() => format!("{name}.{column} has no default"),
                Some(_) => return None,
            };
            Some(Hit::of(name, Some(column), message))
        };
        ["created_at", "updated_at"].into_iter().filter_map(wrong).collect()
    })
}

/// Whether a column holds a moment.
pub(super) fn is_time(column: &Column) -> bool {
    use ColumnType as T;
    match &column.meaning {
        Some(Meaning::Type(ty)) => {
            matches!(ty, T::DateTime | T::Timestamp | T::TimestampWithTimeZone)
        }
        Some(Meaning::Enum { .. }) => false,
        // A type that sea-query has no name for.
        None => ["time", "date"].iter().any(|word| column.ty.to_lowercase().contains(word)),
    }
}
