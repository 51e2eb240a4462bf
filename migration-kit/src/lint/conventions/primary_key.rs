//! Every table has a primary key.

use super::{Convention, Design};
use crate::lint::{Hit, Level};

/// Every table has a primary key.
pub static PRIMARY_KEY: Convention = Convention {
    name: "primary-key",
    level: Level::Error,
    about: "Every table has a primary key",
    help: "give the entity a column with #[sea_orm(primary_key)]",
    page: include_str!("primary_key.md"),
    find,
};

fn find(design: &Design<'_>) -> Vec<Hit> {
    design.hits(|name, table| match table.primary_key.is_empty() {
        true => vec![Hit::of(name, None, format!("{name} has no primary key"))],
        false => Vec::new(),
    })
}
