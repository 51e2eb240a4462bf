//! The relations of an entity, as SeaORM knows them.

use sea_orm::sea_query::{TableName, TableRef};
use sea_orm::{EntityTrait, Identity, Iterable as _, RelationDef, RelationTrait as _};

use crate::schema::{Relation, qualified};
use crate::shadow::DEFAULT_SCHEMA;

/// The relations of an entity, from either side. One with a condition of its own is no matter of a
/// foreign key.
pub(super) fn relations<E: EntityTrait>() -> Vec<Relation> {
    E::Relation::iter().map(|relation| relation.def()).filter_map(|def| relation(&def)).collect()
}

fn relation(def: &RelationDef) -> Option<Relation> {
    if def.on_condition.is_some() {
        return None;
    }
    // SeaORM calls the side that has many the owner.
    let (child, columns, parent) = match def.is_owner {
        true => (&def.to_tbl, &def.to_col, &def.from_tbl),
        false => (&def.from_tbl, &def.from_col, &def.to_tbl),
    };
    Some(Relation { child: table(child)?, columns: names(columns), parent: table(parent)? })
}

/// The name of a table.
pub(super) fn table(table: &TableRef) -> Option<String> {
    let TableRef::Table(TableName(schema, name), _) = table else { return None };
    let schema = schema
        .as_ref()
        .map(|schema| schema.1.to_string())
        .filter(|schema| schema != DEFAULT_SCHEMA);
    Some(qualified(schema.as_deref(), &name.to_string()))
}

fn names(identity: &Identity) -> Vec<String> {
    identity.iter().map(|name| name.to_string()).collect()
}
