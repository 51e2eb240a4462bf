//! Every row has an owner, by whom it can be found.

use super::{Convention, Design};
use crate::lint::{Hit, Level};
use crate::schema::Table;

/// Every table has `user_id`, not null, with a foreign key to `users` and an index that begins with
/// it.
pub static OWNERSHIP: Convention = Convention {
    name: "ownership",
    level: Level::Error,
    about: "Every table with user data has user_id, not null, a foreign key to users, and an index that begins with it",
    help: "add the column with its belongs_to relation and #[sea_orm(indexed)]; a table of nobody's is an exemption of the policy",
    page: include_str!("ownership.md"),
    find,
};

fn find(design: &Design<'_>) -> Vec<Hit> {
    let (owner, column) = (design.policy.owner_table(), design.policy.owner_column());
    // Where there are no users, nothing is theirs.
    if !design.schema.tables.contains_key(owner) {
        return Vec::new();
    }
    design.hits(|name, table| {
        if name == owner {
            return Vec::new();
        }
        let hit = |message| Hit::of(name, Some(column), message);
        let Some(of) = table.column(column) else {
            return vec![hit(format!("{name} has no {column}"))];
        };
        let mut hits = Vec::new();
        if of.nullable {
            hits.push(hit(format!("{name}.{column} takes NULL")));
        }
        if !table
            .foreign_keys
            .iter()
            .any(|key| key.columns.first().is_some_and(|c| c == column) && key.parent == owner)
        {
            hits.push(hit(format!("{name}.{column} has no foreign key to {owner}")));
        }
        if !is_indexed(table, column) {
            hits.push(hit(format!("no index of {name} begins with {column}")));
        }
        hits
    })
}

fn is_indexed(table: &Table, column: &str) -> bool {
    let begins = |columns: &[String]| columns.first().is_some_and(|first| first == column);
    begins(&table.primary_key)
        || table.uniques.iter().any(|unique| begins(&unique.columns))
        || table.indexes.iter().any(|index| index.predicate.is_none() && begins(&index.columns()))
        || table.foreign_keys.iter().any(|key| key.own_index && begins(&key.columns))
}
