//! What a migration has to do on one backend, and the plans of it.

use std::collections::BTreeMap;

use crate::Backend;
use crate::change::{Change, Part, Place, Renames};
use crate::migration::Plan;
use crate::schema::Schema;
use crate::statement::Statement;

/// What a migration has to do on one backend.
#[derive(Debug)]
pub struct OnBackend {
    /// The backend.
    pub backend: Backend,
    /// Whether both sides were read there. If not, they are what the other backends' say of it.
    pub read: bool,
    /// What there is.
    pub before: Schema,
    /// What there is to be; tables that no entity declares stay as they are.
    pub after: Schema,
    /// The changes, without the renames.
    pub changes: Vec<Change>,
    /// The renames.
    pub renames: Renames,
    /// What fills columns, by table and column.
    pub backfills: BTreeMap<(String, String), String>,
    /// In which tables there was no row while it was verified, and why: what the database said of
    /// those that were made up.
    pub without_rows: Option<String>,
    pub(crate) up: Script,
    pub(crate) down: Script,
}

/// Statements in their order, each with its place.
pub(crate) type Script = BTreeMap<Place, Vec<Statement>>;

impl OnBackend {
    /// What applying the changes does, as a plan that can be run.
    pub fn up(&self) -> Plan {
        self.plan(std::iter::once(&self.up))
    }

    /// What rolling them back does.
    pub fn down(&self) -> Plan {
        let parts = self.parts();
        self.plan(parts.iter().rev().map(|(_, _, down)| down))
    }

    /// What each of its migrations does, and what rolls it back, in the order of `up`: one, where
    /// nothing has to be apart.
    pub fn migrations(&self) -> Vec<(Plan, Plan)> {
        let plan = |script: &Script| self.plan(std::iter::once(script));
        self.parts().iter().map(|(_, up, down)| (plan(up), plan(down))).collect()
    }

    /// Whether sea-query has words for it on its backend: it panics where there are none.
    pub(super) fn can_be_said(&self) -> bool {
        crate::panics::catch(|| (self.up(), self.down())).is_ok()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.renames.is_empty()
    }

    /// What each part of it does, and what rolls it back, in the order of `up`; those without a
    /// statement are left out.
    pub(crate) fn parts(&self) -> Vec<(Part, Script, Script)> {
        let of = |script: &Script, part: Part| -> Script {
            let own = script.iter().filter(|((phase, ..), _)| phase.part() == part);
            own.map(|(place, statements)| (place.clone(), statements.clone())).collect()
        };
        let parts = [Part::Values, Part::Transaction, Part::Online, Part::Switch];
        let all = parts.map(|part| (part, of(&self.up, part), of(&self.down, part)));
        all.into_iter().filter(|(_, up, down)| !up.is_empty() || !down.is_empty()).collect()
    }

    fn plan<'s>(&self, scripts: impl Iterator<Item = &'s Script>) -> Plan {
        let mut plan = Plan::empty(self.backend);
        for statement in scripts.flat_map(Script::values).flatten() {
            statement.add_to(&mut plan);
        }
        plan
    }
}
