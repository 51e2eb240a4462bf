//! Conventions: what every table of a workspace has, looked at in the schema that the entities
//! make.
//!
//! Each is one file with a page beside it, is on by default, and has exemptions by table with a
//! reason, which stand in a [`Policy`] beside the list of entities.

mod enum_default;
mod naming;
mod ownership;
mod policy;
mod primary_key;
mod relations;
mod soft_delete;
mod timestamps;

#[cfg(test)]
mod tests;

use super::{Finding, Hit, Level, Location};
use crate::Backend;
use crate::schema::{ColumnTypes, Relation, Schema, Table, resolve};

pub use enum_default::ENUM_DEFAULT;
pub use naming::NAMING;
pub use ownership::OWNERSHIP;
pub use policy::Policy;
pub use primary_key::PRIMARY_KEY;
pub use relations::RELATIONS;
pub use soft_delete::SOFT_DELETE;
pub use timestamps::TIMESTAMPS;

/// Something that every table has, or that nothing in a schema is.
#[derive(Debug)]
pub struct Convention {
    /// Its name: that of its file, with dashes.
    pub name: &'static str,
    /// How bad it is when it is not kept.
    pub(crate) level: Level,
    /// What it says, in one sentence without its full stop.
    pub about: &'static str,
    /// What to do where it is not kept.
    pub help: &'static str,
    /// Its page: why, with bad and good SQL.
    pub page: &'static str,
    find: fn(&Design<'_>) -> Vec<Hit>,
}

impl PartialEq for Convention {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// All conventions, by name.
pub fn all() -> &'static [&'static Convention] {
    static ALL: [&Convention; 7] =
        [&ENUM_DEFAULT, &NAMING, &OWNERSHIP, &PRIMARY_KEY, &RELATIONS, &SOFT_DELETE, &TIMESTAMPS];
    &ALL
}

/// What the entities say beside the schema that they make.
pub(crate) struct Said<'a> {
    /// Their tables.
    pub(crate) tables: Vec<&'a str>,
    pub(crate) relations: Vec<Relation>,
    /// The types of their columns.
    pub(crate) types: ColumnTypes,
    pub(crate) policy: &'a Policy,
    /// Where an entity says a table, or a column of it.
    pub(crate) location_of: &'a dyn Fn(&str, Option<&str>) -> Option<Location>,
}

/// What a convention looks at.
struct Design<'a> {
    backend: Backend,
    /// The schema that the entities make.
    schema: &'a Schema,
    said: &'a Said<'a>,
    policy: &'a Policy,
}

impl Design<'_> {
    /// What `find` says of each table that an entity declares. What no entity knows keeps its own
    /// conventions.
    fn hits(&self, find: impl Fn(&str, &Table) -> Vec<Hit>) -> Vec<Hit> {
        self.tables().flat_map(|(name, table)| find(name, table)).collect()
    }

    fn tables(&self) -> impl Iterator<Item = (&String, &Table)> {
        let is_declared = |name: &String| self.said.tables.contains(&name.as_str());
        self.schema.tables.iter().filter(move |(name, _)| is_declared(name))
    }
}

/// What the schema that the entities make has against the conventions, on each backend that it was
/// read on; and what is wrong with the policy itself. Exemptions are found too, and say why.
pub(crate) fn check(said: &Said<'_>, schemas: &[(Backend, &Schema)]) -> Vec<Finding> {
    let policy = said.policy;
    let mut schemas: Vec<(Backend, Schema)> =
        schemas.iter().map(|(on, schema)| (*on, (*schema).clone())).collect();
    let mut sides: Vec<_> =
        schemas.iter_mut().map(|(backend, schema)| (*backend, schema)).collect();
    resolve(&mut sides, &said.types);
    let mut findings: Vec<Finding> = Vec::new();
    for (backend, schema) in &schemas {
        let design = Design { backend: *backend, schema, said, policy };
        for convention in all().iter().filter(|convention| policy.is_on(convention)) {
            for hit in (convention.find)(&design) {
                let found = finding(convention, said, hit);
                // Most is the same on every backend.
                match findings
                    .iter_mut()
                    .find(|known| known.rule == found.rule && known.message == found.message)
                {
                    Some(known) => known.backends.push(backend.name()),
                    None => findings.push(Finding { backends: vec![backend.name()], ..found }),
                }
            }
        }
    }
    findings.extend(policy.mistakes(&said.tables, &findings));
    findings.extend(policy.switched_off());
    findings
}

fn finding(convention: &Convention, said: &Said<'_>, hit: Hit) -> Finding {
    let location =
        hit.table.as_deref().and_then(|table| (said.location_of)(table, hit.object.as_deref()));
    let allowed = hit.table.as_deref().and_then(|table| said.policy.reason(convention, table));
    Finding {
        help: Some(convention.help.to_owned()),
        table: hit.table,
        object: hit.object,
        location,
        allowed: allowed.map(str::to_owned),
        ..Finding::new(convention.name, convention.level, hit.message)
    }
}
