//! Whether the tables keep the conventions of the workspace, and relations and foreign keys tell
//! the same.

use super::Checked;
use super::schemas::Read;
use crate::Backend;
use crate::lint::Finding;
use crate::lint::conventions::RELATIONS;
use crate::report::Item;
use crate::schema::Schema;

/// Both items, from the schemas that the entities make.
pub(super) fn check(checked: &Checked<'_>, schemas: &[Read]) -> [Item; 2] {
    let titles = ["the tables keep the conventions", "foreign keys and relations tell the same"];
    let made: Vec<(Backend, &Schema)> =
        schemas.iter().filter_map(|read| Some((read.backend, read.desired.as_ref()?))).collect();
    if made.is_empty() {
        let skipped =
            |name, title| Item::skipped(name, title, "the entities were made on no database", None);
        return [skipped("conventions", titles[0]), skipped(RELATIONS.name, titles[1])];
    }
    let findings = checked.entities.against_conventions(&made);
    let (relations, others): (Vec<Finding>, Vec<Finding>) =
        findings.into_iter().partition(|finding| finding.rule == RELATIONS.name);
    [Item::of("conventions", titles[0], others), Item::of(RELATIONS.name, titles[1], relations)]
}
