//! Whether an entity was forgotten in the list, told by SeaORM's registry.
//!
//! Every entity that derives `DeriveEntity` registers itself (`DeriveEntityModel` derives it too,
//! in the dense and in the compact format) when SeaORM's feature `entity-registry` is on, which the
//! kit's `generate` switches on. An entity whose `EntityTrait` is written by hand does not, and
//! neither does a crate that nothing links.

use std::collections::BTreeSet;

use sea_orm::EntityRegistry;

use super::Entities;
use crate::Error;

/// The modules of registered entities that the list does not name and [`Entities::without`] does
/// not excuse, sorted.
///
/// Only crates that the list names count: a library may bring entities of its own. An entity is
/// known by the module that defines it, so it may be listed by the path of a re-export.
pub fn unlisted(entities: &Entities) -> Vec<String> {
    // The registry's order is that of the linker.
    let registered: BTreeSet<&str> =
        inventory::iter::<EntityRegistry>().map(|entity| entity.module_path).collect();
    let listed: BTreeSet<&str> = entities.list().iter().map(|entity| entity.module).collect();
    let crates: BTreeSet<&str> = listed.iter().copied().map(crate_of).collect();
    registered
        .into_iter()
        .filter(|module| crates.contains(crate_of(module)) && !listed.contains(module))
        .filter(|module| !entities.left_out().iter().any(|left_out| left_out.module == *module))
        .map(str::to_owned)
        .collect()
}

/// Fails when an entity was forgotten: what is compared would not be the whole schema.
///
/// # Errors
/// [`Error::Decision`] that names the modules and the two ways out.
#[cfg(feature = "cli")]
pub(crate) fn refuse_unlisted(entities: &Entities) -> Result<(), Error> {
    let unlisted = unlisted(entities);
    let (Some(first), more) = (unlisted.first(), unlisted.len() > 1) else { return Ok(()) };
    let all = unlisted.join(", ");
    let (noun, verb) = if more { ("entities", "are") } else { ("entity", "is") };
    Err(Error::Decision {
        message: format!("the {noun} {all} {verb} not in the list of entities"),
        hint: format!(
            "add {first} to `entities![…]`, or say after it why it is not there: .without(\"{first}\", \"a view\")"
        ),
    })
}

fn crate_of(module: &str) -> &str {
    module.split("::").next().unwrap_or(module)
}
