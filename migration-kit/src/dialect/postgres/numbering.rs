//! Who numbers the rows of a column, and how that changes: in goes a column as it is and as it is
//! to be, out come the statements before and behind the rest of the change.
//!
//! What a sequence holds is state. One that takes the place of another goes on behind the numbers
//! that were given so far, also those of rows that are gone, and behind every number in the column.

use super::record::joined;
use crate::Backend;
use crate::dialect::Postgres;
use crate::schema::{Column, Identity, Sequence, parts, qualified};
use crate::sql::cursor::shorten;
use crate::statement::{Sql, Statement};

const SQL: Sql = Sql(Backend::Postgres);

/// Who numbers the rows of a column.
#[derive(Clone, Copy)]
enum By<'c> {
    Nobody,
    Identity(Identity),
    /// A default that counts on a sequence of the column's own: `serial`.
    Serial(&'c Sequence),
}

impl By<'_> {
    fn of(column: &Column) -> By<'_> {
        match (column.identity, column.serial_sequence()) {
            (Some(identity), _) => By::Identity(identity),
            (None, Some(sequence)) => By::Serial(sequence),
            (None, None) => By::Nobody,
        }
    }
}

/// A column as it is and as it is to be.
pub(super) struct Renumbering<'c> {
    pub(super) table: &'c str,
    pub(super) before: &'c Column,
    pub(super) after: &'c Column,
}

impl Renumbering<'_> {
    /// Who numbers the rows, and who is to. A default that stays counts on the same sequence,
    /// whoever owns that.
    fn ends(&self) -> (By<'_>, By<'_>) {
        match (By::of(self.before), By::of(self.after)) {
            (By::Serial(_), By::Nobody) | (By::Nobody, By::Serial(_))
                if self.before.default == self.after.default =>
            {
                (By::Nobody, By::Nobody)
            }
            ends => ends,
        }
    }

    /// What comes before the rest of the column changes.
    pub(super) fn stop(&self) -> Vec<Statement> {
        match self.ends() {
            // Whoever writes a row holds the table and then the sequence, so the table comes first.
            (By::Serial(old), By::Identity(_)) => vec![
                self.alter("DROP DEFAULT"),
                of_sequence(&old.name, "OWNED BY NONE"),
                rename(&old.name, &meanwhile(&old.name, "old")),
            ],
            (By::Serial(old), By::Nobody) => {
                vec![self.alter("DROP DEFAULT"), drop(&old.name)]
            }
            (By::Identity(_), By::Serial(new)) => self.make_beside_identity(new),
            (By::Identity(_), By::Nobody) => vec![self.alter("DROP IDENTITY")],
            (By::Identity(_), By::Identity(kind)) if self.narrows() => {
                vec![self.set_kind(kind), self.fit(&self.of_identity())]
            }
            _ => Vec::new(),
        }
    }

    /// What comes behind the rest.
    pub(super) fn start(&self) -> Vec<Statement> {
        let identity = |kind| {
            let options = self.after.sequence.as_ref().map(|of| of.options.as_str());
            self.alter(&format!("ADD {}", generated(kind, options.unwrap_or_default())))
        };
        match self.ends() {
            (By::Identity(old), By::Identity(new)) if old != new && !self.narrows() => {
                vec![self.set_kind(new)]
            }
            (By::Serial(old), By::Identity(kind)) => {
                let old = meanwhile(&old.name, "old");
                let last = format!("pg_sequence_last_value({})", literal(&old));
                let go_on = self.go_on(&self.of_identity(), Some(&last));
                vec![identity(kind), go_on, drop(&old)]
            }
            (By::Nobody, By::Identity(kind)) => {
                vec![identity(kind), self.go_on(&self.of_identity(), None)]
            }
            (By::Nobody, By::Serial(new)) => vec![
                self.create(&new.name, new),
                of_sequence(&new.name, &self.owned()),
                self.count_on_it(),
                self.go_on(&literal(&new.name), None),
            ],
            (By::Identity(_), By::Serial(_)) => vec![self.count_on_it()],
            (By::Serial(_), By::Serial(new)) if self.before.ty != self.after.ty => {
                let fit = self.narrows().then(|| self.fit(&literal(&new.name)));
                let retype = of_sequence(&new.name, &format!("AS {}", self.after.ty));
                fit.into_iter().chain([retype]).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The sequence of an identity goes with it, so another one takes its number over before that,
    /// beside it, because both are to have the name that the server would make up.
    fn make_beside_identity(&self, new: &Sequence) -> Vec<Statement> {
        let beside = meanwhile(&new.name, "new");
        let last = format!("pg_sequence_last_value({})", self.of_identity());
        vec![
            self.set_kind(Identity::ByDefault),
            self.create(&beside, new),
            self.go_on(&literal(&beside), Some(&last)),
            self.alter("DROP IDENTITY"),
            rename(&beside, &new.name),
            of_sequence(&new.name, &self.owned()),
        ]
    }

    fn alter(&self, action: &str) -> Statement {
        SQL.alter_column(self.table, &self.after.name, action)
    }

    /// Also where it is of that kind: it takes the table, so that nobody writes a row between what
    /// is read of the numbers and what is done by that.
    fn set_kind(&self, kind: Identity) -> Statement {
        self.alter(&format!("SET GENERATED {}", word(kind)))
    }

    fn create(&self, name: &str, like: &Sequence) -> Statement {
        let (name, ty, options) = (SQL.table(name), &self.after.ty, &like.options);
        let space = if options.is_empty() { "" } else { " " };
        Statement::Sql(format!("CREATE SEQUENCE {name} AS {ty}{space}{options}"))
    }

    /// A sequence with an owner goes with it (manual, CREATE SEQUENCE, OWNED BY).
    fn owned(&self) -> String {
        format!("OWNED BY {}.{}", SQL.table(self.table), SQL.name(&self.after.name))
    }

    fn count_on_it(&self) -> Statement {
        let default = self.after.default.as_ref().map(ToString::to_string).unwrap_or_default();
        self.alter(&format!("SET DEFAULT {default}"))
    }

    /// The sequence of the identity, whatever it is called (manual, section 9.17).
    fn of_identity(&self) -> String {
        let [table, column] = [&SQL.table(self.table), &self.after.name];
        format!("pg_get_serial_sequence({}, {})", SQL.text(Some(table)), SQL.text(Some(column)))
    }

    /// Lets a sequence go on behind the numbers in the column and behind the last number of another
    /// one. Where there are none, its first number is the next one (manual, section 9.17, setval).
    fn go_on(&self, sequence: &str, last: Option<&str>) -> Statement {
        Statement::Sql(self.set(sequence, last))
    }

    /// A sequence that is further than the new type can count would not take it, though all rows
    /// may.
    fn fit(&self, sequence: &str) -> Statement {
        let is_beyond =
            format!("abs(pg_sequence_last_value({sequence})) > {}", most(&self.after.ty));
        Statement::Sql(format!("{} WHERE {is_beyond}", self.set(sequence, None)))
    }

    fn set(&self, sequence: &str, last: Option<&str>) -> String {
        let (start, increment) =
            self.after.sequence.as_ref().map_or((1, 1), |of| (of.start, of.increment));
        let (most, further, reaches) =
            if increment < 0 { ("min", "LEAST", "<=") } else { ("max", "GREATEST", ">=") };
        let most = format!("{most}({})", SQL.name(&self.after.name));
        // A number that the new type cannot hold is of a row that is gone.
        let most = match last.filter(|_| !self.narrows()) {
            Some(last) => format!("{further}({most}, {last})"),
            None => most,
        };
        format!(
            "SELECT setval({sequence}, {further}(n, {start}), coalesce(n {reaches} {start}, false)) \
             FROM (SELECT {most} AS n FROM {}) AS given",
            SQL.table(self.table)
        )
    }

    /// Whether the new type holds fewer numbers.
    fn narrows(&self) -> bool {
        most(&self.after.ty) < most(&self.before.ty)
    }
}

/// Gives the sequence of a column the name that it is to have. That of an identity is in no
/// definition, and only follows its table and its column when these are renamed.
pub(super) fn rename_sequence(
    before: &Column,
    after: &Column,
    is_renamed: bool,
) -> Option<Statement> {
    let follows = match (By::of(before), By::of(after)) {
        (By::Serial(_), By::Serial(_)) => true,
        (By::Identity(_), By::Identity(_)) => is_renamed,
        _ => false,
    };
    let (old, new) = before.sequence.as_ref().zip(after.sequence.as_ref()).filter(|_| follows)?;
    (old.name != new.name).then(|| rename(&old.name, &new.name))
}

/// Gives the sequence that a new `serial` has made the name that it is to have.
pub(super) fn name_sequence(table: &str, column: &Column) -> Option<Statement> {
    let sequence = column.serial_sequence()?;
    let (schema, table) = parts(table);
    let made_up = qualified(schema.as_deref(), &joined(&table, &column.name, "seq"));
    (sequence.name != made_up).then(|| rename(&made_up, &sequence.name))
}

/// GENERATED … AS IDENTITY, with what its sequence is told.
pub(super) fn generated(kind: Identity, options: &str) -> String {
    let options = if options.is_empty() { String::new() } else { format!(" ({options})") };
    format!("GENERATED {} AS IDENTITY{options}", word(kind))
}

fn word(kind: Identity) -> &'static str {
    if kind == Identity::Always { "ALWAYS" } else { "BY DEFAULT" }
}

fn of_sequence(name: &str, action: &str) -> Statement {
    Statement::Sql(format!("ALTER SEQUENCE {} {action}", SQL.table(name)))
}

fn rename(from: &str, to: &str) -> Statement {
    of_sequence(from, &format!("RENAME TO {}", SQL.name(&parts(to).1)))
}

fn drop(name: &str) -> Statement {
    Statement::Sql(format!("DROP SEQUENCE {}", SQL.table(name)))
}

/// The name of a sequence as a text that the server takes for the sequence.
fn literal(name: &str) -> String {
    SQL.text(Some(&SQL.table(name)))
}

/// What a sequence is called while another one has its name.
fn meanwhile(name: &str, word: &str) -> String {
    let (schema, mut name) = parts(name);
    shorten(&mut name, Postgres::NAME_BYTES - word.len() - 2);
    qualified(schema.as_deref(), &format!("{name}__{word}"))
}

/// The greatest number of a type (manual, section 8.1.1).
fn most(ty: &str) -> i64 {
    match ty {
        "smallint" => i16::MAX.into(),
        "integer" => i32::MAX.into(),
        _ => i64::MAX,
    }
}
