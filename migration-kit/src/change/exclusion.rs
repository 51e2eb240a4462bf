//! EXCLUDE constraints of PostgreSQL, in the server's own words. They have no online form: nothing
//! takes over an index that was built before.

use super::tuning::Of;
use super::{Changed, Phase, Renames, Script};
use crate::schema::Exclusion;
use crate::statement::{Sql, Statement};

pub(super) fn lower(change: &Changed<Exclusion>, renames: &Renames, script: &mut Script<'_>) {
    let (table, sql) = (&change.table, Sql(script.backend));
    if let Some(exclusion) = &change.before {
        let name = &exclusion.index.name;
        let drop = format!("DROP CONSTRAINT {}", sql.name(name));
        let drop = sql.alter(&renames.old_table(table), &drop);
        script.add(Phase::DropConstraints, table, name, drop);
    }
    if let Some(exclusion) = &change.after {
        let name = &exclusion.index.name;
        script.add(Phase::AddConstraints, table, name, add(table, exclusion, sql));
        let place = (Phase::AddConstraints, table.as_str(), name.as_str());
        script.comment(Of::Constraint, place, &exclusion.terms.tuning);
    }
}

pub(super) fn add(table: &str, exclusion: &Exclusion, sql: Sql) -> Statement {
    let words = exclusion.index.sql.as_deref().unwrap_or_default();
    sql.alter(table, &format!("ADD CONSTRAINT {} {words}", sql.name(&exclusion.index.name)))
}
