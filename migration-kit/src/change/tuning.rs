//! What is set of an index or a constraint without making it anew: the storage parameters of its
//! index, and its comment. Only PostgreSQL's reader tells of any.

use super::split::Part;
use super::{Phase, Script};
use crate::schema::{Tuning, parts, qualified};
use crate::statement::{Online, Sql, Statement};

/// What it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Index,
    Constraint,
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
