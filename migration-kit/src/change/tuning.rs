//! What is set of an index or a constraint without making it anew: the storage parameters of its
//! index, and its comment. Only PostgreSQL's reader tells of any.

use super::split::Part;
use super::{Changed, Phase, Script};
use crate::schema::{
    Check, ForeignKey, Index, PrimaryKey, Terms, Tuning, Unique, parts, qualified,
};
use crate::statement::{Online, Sql, Statement};

/// What it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Index,
    Constraint,
}

/// What has a tuning.
pub(super) trait Tuned: PartialEq {
    /// Whether both are the same but for it.
    fn is_built_as(&self, other: &Self) -> bool;
}

impl Tuned for PrimaryKey {
    fn is_built_as(&self, other: &Self) -> bool {
        self.columns == other.columns && self.terms.untuned() == other.terms.untuned()
    }
}

impl Tuned for Unique {
    fn is_built_as(&self, other: &Self) -> bool {
        let untuned = |of: &Self| Self { terms: of.terms.untuned(), ..of.clone() };
        untuned(self) == untuned(other)
    }
}

impl Tuned for Index {
    fn is_built_as(&self, other: &Self) -> bool {
        self.name == other.name && self.is_built_as(other)
    }
}

impl Tuned for ForeignKey {
    fn is_built_as(&self, other: &Self) -> bool {
        let others = |of: &Self| Self { terms: Terms::default(), ..of.clone() };
        others(self) == others(other) && self.terms.untuned() == other.terms.untuned()
    }
}

impl Tuned for Check {
    fn is_built_as(&self, other: &Self) -> bool {
        self.name == other.name
            && self.expression == other.expression
            && self.terms.untuned() == other.terms.untuned()
    }
}

/// What there is and what there should be, where nothing is made anew for it. What is the same
/// altogether is made anew for another reason.
pub(super) fn tuned<T: Tuned>(change: &Changed<T>) -> Option<(&T, &T)> {
    let both = change.before.as_ref().zip(change.after.as_ref());
    both.filter(|(before, after)| before != after && before.is_built_as(after))
}

impl Script<'_> {
    /// Sets what differs of something that stays as it is. All of it is over in a moment.
    pub(super) fn tune(&mut self, of: Of, (table, name): (&str, &str), both: [&Tuning; 2]) {
        let [before, after] = both;
        let sql = Sql(self.backend);
        let index = sql.table(&qualified(parts(table).0.as_deref(), name));
        let mut alter = |action: &str, parameters: Vec<&str>| {
            if !parameters.is_empty() {
                let text = format!("ALTER INDEX {index} {action} ({})", parameters.join(", "));
                self.add(Phase::ModifyColumns, table, name, Statement::Sql(text));
            }
        };
        let named = |parameter: &String| parameter.split_once('=').map(|(name, _)| name.to_owned());
        let (old, new) = (&before.parameters, &after.parameters);
        let is_gone = |of: &&String| !new.iter().any(|other| named(of) == named(other));
        let gone = old.iter().filter(is_gone).filter_map(|of| Some(of.split_once('=')?.0));
        alter("RESET", gone.collect());
        alter("SET", new.iter().filter(|of| !old.contains(of)).map(String::as_str).collect());
        if before.comment != after.comment {
            let text = comment(of, (table, name), after.comment.as_deref(), sql);
            self.add(Phase::ModifyColumns, table, name, Statement::Sql(text));
        }
    }

    /// Gives something its comment behind the statement that makes it.
    pub(super) fn comment(
        &mut self,
        of: Of,
        (phase, table, name): (Phase, &str, &str),
        tuning: &Tuning,
    ) {
        let Some(text) = of_new(of, (table, name), tuning, Sql(self.backend)) else { return };
        let statement = match phase.part() {
            Part::Online => Statement::Online(Online::Sql(text)),
            _ => Statement::Sql(text),
        };
        self.add(phase, table, name, statement);
    }
}

/// The comment of something that is made anew.
pub(super) fn of_new(of: Of, names: (&str, &str), tuning: &Tuning, sql: Sql) -> Option<String> {
    tuning.comment.as_ref().map(|text| comment(of, names, Some(text), sql))
}

fn comment(of: Of, (table, name): (&str, &str), text: Option<&str>, sql: Sql) -> String {
    let on = match of {
        Of::Index => {
            format!("INDEX {}", sql.table(&qualified(parts(table).0.as_deref(), name)))
        }
        Of::Constraint => format!("CONSTRAINT {} ON {}", sql.name(name), sql.table(table)),
    };
    format!("COMMENT ON {on} IS {}", sql.text(text))
}
