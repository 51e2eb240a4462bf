//! What a constraint that changes lets in or keeps out, and a person consents to.

use super::ambiguities::Asked;
use crate::change::{Change, Changed};
use crate::schema::{Exclusion, ReferentialAction as Action, Terms, member};

impl Asked<'_> {
    /// Rows that are there may refuse one that is new or another than before, which may let in
    /// what was refused.
    pub(super) fn exclusion(
        &mut self,
        table: &str,
        exclusion: &Exclusion,
        before: Option<&Exclusion>,
    ) {
        let is_same = |old: &Exclusion| {
            Exclusion { terms: exclusion.terms.clone(), ..old.clone() }.is_defined_as(exclusion)
        };
        if before.is_some_and(is_same) {
            return;
        }
        let name = member(table, &exclusion.index.name);
        let becomes = if before.is_some() { "changes to" } else { "is new:" };
        let parts = exclusion.parts().join(", ");
        let text = format!(
            "the exclusion constraint {name} {becomes} ({parts}), which rows that compare so refuse"
        );
        self.accept(&format!("exclusion {name}"), &text, &name);
    }

    /// A constraint that stays about the same, and takes rows that it refused.
    pub(super) fn weakened(&mut self, change: &Change) {
        let terms = |nulls_not_distinct| Terms { nulls_not_distinct, ..Terms::default() };
        let of = match change {
            Change::Unique(Changed { table, before: Some(old), after: Some(new) })
                if old.columns == new.columns =>
            {
                (table, "unique constraint", new.object_name(), old.terms.clone(), &new.terms)
            }
            Change::Index(Changed { table, before: Some(old), after: Some(new) })
                if old.unique && new.unique && old.parts == new.parts =>
            {
                let (old, new_terms) = (old.nulls_not_distinct, terms(new.nulls_not_distinct));
                return self.weaker((table, "unique index", &new.name), &terms(old), &new_terms);
            }
            Change::Check(Changed { table, before: Some(old), after: Some(new) })
                if old.expression == new.expression =>
            {
                (table, "check", new.object_name(), old.terms.clone(), &new.terms)
            }
            Change::ForeignKey(change) => match (&change.before, &change.after) {
                (Some(old), Some(new))
                    if old.columns == new.columns && old.parent == new.parent =>
                {
                    let (name, mut old) = (new.object_name(), old.terms.clone());
                    if !matches!(new.on_delete, Action::SetNull | Action::SetDefault) {
                        old.set_columns.clear();
                    }
                    (&change.table, "foreign key", name, old, &new.terms)
                }
                _ => return,
            },
            Change::Exclusion(change) => match (&change.before, &change.after) {
                (Some(old), Some(new)) => {
                    let (name, old) = (new.index.name.clone(), old.terms.clone());
                    (&change.table, "exclusion constraint", name, old, &new.terms)
                }
                _ => return,
            },
            _ => return,
        };
        if let Change::Unique(Changed { table, before: Some(old), after: Some(new) }) = change
            && let (other, Some(how)) = (&old.words.on_conflict, &new.words.on_conflict)
            && other.as_ref() != Some(how)
        {
            let name = member(table, &new.object_name());
            let text =
                format!("the unique constraint {name} takes ON CONFLICT {how} for an answer");
            self.accept(&format!("unique constraint {name} conflict"), &text, &name);
        }
        let (table, kind, name, old, new) = of;
        self.weaker((table, kind, &name), &old, new);
    }

    fn weaker(&mut self, (table, kind, name): (&str, &str, &str), old: &Terms, new: &Terms) {
        let lost = Terms::lost_by(old, new);
        if !lost.is_empty() {
            let name = member(table, name);
            let text = format!("the {kind} {name} becomes weaker: {}", lost.join(", and "));
            self.accept(&format!("{kind} {name} weaker"), &text, &name);
        }
    }
}
