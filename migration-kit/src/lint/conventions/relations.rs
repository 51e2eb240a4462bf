//! Foreign keys and relations tell the same.

use super::{Convention, Design};
use crate::lint::{Hit, Level};
use crate::schema::Relation;

/// Every foreign key has a relation in its entity, and every relation has a foreign key.
pub static RELATIONS: Convention = Convention {
    name: "relations",
    level: Level::Error,
    about: "Every foreign key has a relation in its entity, and every relation has a foreign key",
    help: "#[sea_orm(belongs_to, from = \"…\", to = \"…\")] in the entity with the foreign key",
    page: include_str!("relations.md"),
    find,
};

fn find(design: &Design<'_>) -> Vec<Hit> {
    let relations = &design.said.relations;
    let mut hits = Vec::new();
    for (name, table) in design.tables() {
        for key in &table.foreign_keys {
            let parent_is_ours = design.tables().any(|(other, _)| *other == key.parent);
            let is_it = |relation: &Relation| {
                relation.child == *name
                    && relation.columns == key.columns
                    && relation.parent == key.parent
            };
            if parent_is_ours && !relations.iter().any(is_it) {
                let columns = key.columns.join(", ");
                let message = format!(
                    "{name} references {} by {columns}, and its entity has no such relation",
                    key.parent
                );
                hits.push(Hit::of(name, key.columns.first().map(String::as_str), message));
            }
        }
    }
    for relation in relations {
        let Some(child) = design.schema.tables.get(&relation.child) else { continue };
        let is_it = |key: &crate::schema::ForeignKey| {
            key.columns == relation.columns && key.parent == relation.parent
        };
        if design.schema.tables.contains_key(&relation.parent)
            && !child.foreign_keys.iter().any(is_it)
        {
            let Relation { child, parent, columns, .. } = relation;
            let columns = columns.join(", ");
            let message = format!(
                "an entity relates {child} to {parent} by {columns}, and there is no such foreign key"
            );
            let hit = Hit::of(child, relation.columns.first().map(String::as_str), message);
            // Both sides of a relation say the same.
            if !hits.contains(&hit) {
                hits.push(hit);
            }
        }
    }
    hits
}
