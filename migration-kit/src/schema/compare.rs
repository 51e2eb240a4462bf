//! Two schemas of one backend, compared: in go the schemas, out come the objects on which they
//! disagree. Pure, and in a fixed order.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

use super::{Kind, Object, Schema};
use crate::Backend;

/// One object on which the entities and the migrations disagree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it is about.
    #[serde(flatten)]
    pub object: Object,
    /// What the entities say on each backend that was read; none where they have no such object.
    pub entities: BTreeMap<&'static str, Option<String>>,
    /// What the migrations say, likewise.
    pub migrations: BTreeMap<&'static str, Option<String>>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.between("the entities", "the migrations"))
    }
}

impl Difference {
    /// One line, in the words of the backend that says most, with the names of the two sides.
    pub fn between(&self, first: &str, second: &str) -> String {
        let backends: Vec<&str> = self.entities.keys().copied().collect();
        let about = format!("{} ({})", self.object, backends.join(", "));
        let telling = ["PostgreSQL", "MySQL", "SQLite"]
            .into_iter()
            .find(|backend| backends.contains(backend));
        let of = |side: &BTreeMap<&str, Option<String>>| {
            telling.and_then(|backend| side.get(backend).cloned().flatten())
        };
        match (of(&self.entities), of(&self.migrations)) {
            (Some(entities), None) => format!("{about}: only in {first}{}", behind(&entities)),
            (None, Some(migrations)) => {
                format!("{about}: only in {second}{}", behind(&migrations))
            }
            (Some(entities), Some(migrations)) => {
                let (entities, migrations) = (or_nothing(&entities), or_nothing(&migrations));
                format!("{about}: {first} say {entities}, {second} {migrations}")
            }
            (None, None) => about,
        }
    }
}

fn behind(definition: &str) -> String {
    if definition.is_empty() { String::new() } else { format!(": {definition}") }
}

fn or_nothing(definition: &str) -> &str {
    if definition.is_empty() { "nothing" } else { definition }
}

/// The objects on which the two schemas of a backend disagree. A table or an enum that only the
/// migrations have is left alone: not every table has an entity. Of a table that is missing as a
/// whole the columns are not listed one by one.
pub fn compare(backend: Backend, entities: &Schema, migrations: &Schema) -> Vec<Difference> {
    let name = backend.name();
    let (wanted, there) = (entities.objects(), migrations.objects());
    let listed = |object: &Object| {
        let in_both = entities.tables.contains_key(&object.table)
            && migrations.tables.contains_key(&object.table);
        match object.kind {
            Kind::Enum => entities.enums.contains_key(&object.table),
            Kind::Table => entities.tables.contains_key(&object.table),
            _ => in_both,
        }
    };
    let mut objects: Vec<&Object> =
        wanted.keys().chain(there.keys()).filter(|object| listed(object)).collect();
    objects.sort();
    objects.dedup();
    objects
        .into_iter()
        .filter(|object| wanted.get(object) != there.get(object))
        .map(|object| Difference {
            object: object.clone(),
            entities: BTreeMap::from([(name, wanted.get(object).map(ToString::to_string))]),
            migrations: BTreeMap::from([(name, there.get(object).map(ToString::to_string))]),
        })
        .collect()
}

/// The differences of several backends as one list, an object once.
pub fn merge(of_each_backend: impl IntoIterator<Item = Vec<Difference>>) -> Vec<Difference> {
    let mut merged: BTreeMap<Object, Difference> = BTreeMap::new();
    for difference in of_each_backend.into_iter().flatten() {
        match merged.get_mut(&difference.object) {
            Some(known) => {
                known.entities.extend(difference.entities);
                known.migrations.extend(difference.migrations);
            }
            None => {
                merged.insert(difference.object.clone(), difference);
            }
        }
    }
    merged.into_values().collect()
}
