//! Names that need no quotes and are the same everywhere.

use super::{Convention, Design};
use crate::lint::{Hit, Level};
use crate::schema::parts;

/// Tables and columns are in snake_case, and a column with a foreign key ends in `_id`.
pub static NAMING: Convention = Convention {
    name: "naming",
    level: Level::Warning,
    about: "Tables and columns are in snake_case, and the column of a foreign key ends in _id",
    help: "rename it: #[sea_orm(renamed_from = \"…\")] makes `generate` write the rename",
    page: include_str!("naming.md"),
    find,
};

fn find(design: &Design<'_>) -> Vec<Hit> {
    design.hits(|name, table| {
        let mut hits = Vec::new();
        if !is_snake_case(&parts(name).1) {
            hits.push(Hit::of(name, None, format!("the table {name} is not in snake_case")));
        }
        for column in table.columns.iter().filter(|column| !is_snake_case(&column.name)) {
            let message = format!("the column {name}.{} is not in snake_case", column.name);
            hits.push(Hit::of(name, Some(&column.name), message));
        }
        for column in table.foreign_keys.iter().filter_map(|key| match key.columns.as_slice() {
            [column] if !column.ends_with("_id") && is_snake_case(column) => Some(column),
            _ => None,
        }) {
            let message = format!("{name}.{column} is a foreign key, and does not end in _id");
            hits.push(Hit::of(name, Some(column), message));
        }
        hits
    })
}

fn is_snake_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.contains("__")
        && !name.ends_with('_')
}
