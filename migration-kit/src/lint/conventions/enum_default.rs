//! The default of an enum is one of its values.

use super::{Convention, Design};
use crate::lint::{Hit, Level};
use crate::schema::{DefaultValue, Meaning};

/// The default of an enum is one of its values.
pub static ENUM_DEFAULT: Convention = Convention {
    name: "enum-default",
    level: Level::Error,
    about: "The default of an enum is one of its values",
    help: "let default_value be the string_value of a variant",
    page: include_str!("enum_default.md"),
    find,
};

fn find(design: &Design<'_>) -> Vec<Hit> {
    design.hits(|name, table| {
        let wrong = table.columns.iter().filter_map(|column| {
            let values = match &column.meaning {
                Some(Meaning::Enum { values, .. }) => values.clone(),
                _ => table.enum_check(&column.name)?.1,
            };
            let Some(DefaultValue::Text(default)) = column.default_value(design.backend) else {
                return None;
            };
            let message = || {
                let values = values.join(", ");
                format!(
                    "the default of {name}.{} is {default}, and its values are {values}",
                    column.name
                )
            };
            (!values.contains(&default)).then(|| Hit::of(name, Some(&column.name), message()))
        });
        wrong.collect()
    })
}
