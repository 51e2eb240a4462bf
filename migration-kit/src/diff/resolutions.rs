//! What a person has decided, as input: the comparison itself asks nobody.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{Backfills, Renames};
use crate::dialect::cast;
use crate::schema::{Schema, canonical, member, member_parts, parts};
use crate::{Backend, Error};

/// The resolutions of every ambiguity that two schemas leave open. Tables, and enums, are named as
/// in [`Schema::tables`](crate::schema::Schema::tables): one of another schema is `schema.table`.
#[derive(Clone, Debug, Default)]
pub struct Resolutions {
    /// Tables that were renamed, old name to new.
    pub rename_tables: BTreeMap<String, String>,
    /// What was renamed within a table, or within an enum: (table, old name) to the new one. The
    /// table may be named as it is called before or after.
    pub renames: BTreeMap<(String, String), String>,
    /// What may be dropped: `table`, `table.column`, `table.index`, `table.constraint`.
    pub drops: BTreeSet<String>,
    /// What existing rows could refuse, and may be tried: `table.column`, `table.constraint`, or
    /// `table` for all of it.
    pub accepts: BTreeSet<String>,
    /// What fills a column: an SQL expression by table and column.
    pub backfills: Backfills,
    /// The same on one backend alone, instead of what is said for all.
    pub own_backfills: BTreeMap<Backend, Backfills>,
    /// A type for which PostgreSQL writes the table again is given to a new column, which takes the
    /// place of the old one.
    pub online: bool,
    /// The tables that entities declare: one of them is no table that was renamed.
    pub desired: BTreeSet<String>,
    /// Every ambiguity that consent alone resolves is resolved with yes. For tests, which compare
    /// random schemas.
    pub consent_to_all: bool,
}

/// The form of `--backfill-on`.
const BACKFILL_ON: &str = "BACKEND:TABLE.COLUMN=SQL, with sqlite, postgres or mysql as BACKEND";

impl Resolutions {
    /// Reads a resolution of the form `T.OLD:NEW`.
    ///
    /// # Errors
    /// [`Error::Usage`] for any other form.
    pub fn add_rename(&mut self, text: &str) -> Result<(), Error> {
        let parts = text.split_once(':').and_then(|(old, new)| Some((member_parts(old)?, new)));
        match parts {
            Some(((table, ref old), new))
                if !table.is_empty() && !old.is_empty() && !new.is_empty() =>
            {
                let table = canonical(table);
                let others = self.renames.iter().filter(|((of, _), _)| *of == table);
                one_by_one(
                    text,
                    (old, new),
                    others.map(|((_, old), new)| (old.as_str(), new.as_str())),
                )?;
                self.renames.insert((table, old.to_owned()), new.to_owned());
                Ok(())
            }
            _ => Err(malformed("--rename", text, "TABLE.OLD:NEW")),
        }
    }

    /// Reads a resolution of the form `OLD:NEW`.
    ///
    /// # Errors
    /// [`Error::Usage`] for any other form.
    pub fn add_rename_table(&mut self, text: &str) -> Result<(), Error> {
        match text.split_once(':') {
            Some((old, new)) if parts(old).0 != parts(new).0 => Err(Error::Usage {
                message: format!("--rename-table {text} moves a table to another schema"),
                hint: Some(
                    "write that by hand, with ALTER TABLE … SET SCHEMA …: `generate NAME --empty` makes a blank migration"
                        .to_owned(),
                ),
            }),
            Some((old, new)) if !old.is_empty() && !new.is_empty() => {
                let others = self.rename_tables.iter();
                one_by_one(text, (old, new), others.map(|(old, new)| (old.as_str(), new.as_str())))?;
                self.rename_tables.insert(canonical(old), canonical(new));
                Ok(())
            }
            _ => Err(malformed("--rename-table", text, "OLD:NEW")),
        }
    }

    /// Reads a resolution of the form `T.C=SQL`.
    ///
    /// # Errors
    /// [`Error::Usage`] for any other form.
    pub fn add_backfill(&mut self, text: &str) -> Result<(), Error> {
        let parts =
            text.split_once('=').and_then(|(of, sql)| Some((member_parts(of)?, sql.trim())));
        match parts {
            Some(((table, column), sql))
                if !table.is_empty() && !column.is_empty() && !sql.is_empty() =>
            {
                self.backfills.insert((canonical(table), column), sql.to_owned());
                Ok(())
            }
            _ => Err(malformed("--backfill", text, "TABLE.COLUMN=SQL")),
        }
    }

    /// Reads a resolution of the form `BACKEND:T.C=SQL`, where the backend is `sqlite`, `postgres`
    /// or `mysql`.
    ///
    /// # Errors
    /// [`Error::Usage`] for any other form.
    pub fn add_backfill_on(&mut self, text: &str) -> Result<(), Error> {
        let malformed = || malformed("--backfill-on", text, BACKFILL_ON);
        let (backend, of) = text.split_once(':').ok_or_else(malformed)?;
        let backend = match backend.to_lowercase().as_str() {
            "sqlite" => Backend::Sqlite,
            "postgres" | "postgresql" => Backend::Postgres,
            "mysql" | "mariadb" => Backend::MySql,
            _ => return Err(malformed()),
        };
        let mut own = Self::default();
        own.add_backfill(of).map_err(|_| malformed())?;
        self.own_backfills.entry(backend).or_default().extend(own.backfills);
        Ok(())
    }

    /// What fills a column on a backend, as it was given.
    pub(super) fn backfill(&self, backend: Backend, of: &(String, String)) -> Option<&String> {
        let own = self.own_backfills.get(&backend).and_then(|own| own.get(of));
        own.or_else(|| self.backfills.get(of))
    }

    /// What fills columns on a backend, as it can be assigned to those of a schema there.
    pub(super) fn backfills_on(&self, backend: Backend, schema: &Schema) -> Backfills {
        let own = self.own_backfills.get(&backend).into_iter().flatten();
        let mut all = self.backfills.clone();
        all.extend(own.map(|(of, value)| (of.clone(), value.clone())));
        for ((table, column), value) in &mut all {
            let column = schema.tables.get(table).and_then(|table| table.column(column));
            if let Some(column) = column {
                *value = cast::of(backend).assigned(value, column);
            }
        }
        all
    }

    /// The columns that are filled somewhere, each with the flag that says so.
    pub(super) fn filled(&self) -> impl Iterator<Item = (&(String, String), String)> {
        let flag = |of: &(String, String), flag: &str| format!("{flag}{}=…", member(&of.0, &of.1));
        let all = self.backfills.keys().map(move |of| (of, flag(of, "--backfill ")));
        let own = self.own_backfills.iter().flat_map(move |(backend, own)| {
            let name = format!("--backfill-on {}:", backend.name().to_lowercase());
            own.keys().map(move |of| (of, flag(of, &name)))
        });
        all.chain(own)
    }

    /// Reads a resolution as a flag, such as `--drop users.name`.
    ///
    /// # Errors
    /// [`Error::Usage`] for a flag that is no resolution.
    pub fn add_flag(&mut self, flag: &str) -> Result<(), Error> {
        if flag == "--online" {
            self.online = true;
            return Ok(());
        }
        let unquoted = |text: &'_ str| {
            let inner = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
            inner.unwrap_or(text).to_owned()
        };
        let parts = flag.split_once(' ').map(|(name, text)| (name, unquoted(text)));
        match parts.as_ref().map(|(name, text)| (*name, text.as_str())) {
            Some(("--rename", text)) => self.add_rename(text),
            Some(("--rename-table", text)) => self.add_rename_table(text),
            Some(("--backfill", text)) => self.add_backfill(text),
            Some(("--backfill-on", text)) => self.add_backfill_on(text),
            Some(("--drop", text)) => {
                self.drops.insert(as_named(text));
                Ok(())
            }
            Some(("--accept", text)) => {
                self.accepts.insert(as_named(text));
                Ok(())
            }
            _ => Err(Error::usage(format!("{flag} is no resolution"))),
        }
    }

    /// Takes what may be dropped and what may be tried by the names that schemas have, where it was
    /// given with more quotes.
    pub(crate) fn normalise(&mut self) {
        for names in [&mut self.drops, &mut self.accepts] {
            *names = names.iter().map(|name| as_named(name)).collect();
        }
    }

    /// Whether one of these may be dropped.
    pub(super) fn drops_any<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> bool {
        self.consent_to_all || names.into_iter().any(|name| self.drops.contains(name))
    }

    /// Whether one of these may be tried: by itself, or with everything of its table.
    pub(super) fn accepts_any<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> bool {
        // `a.b` may be a table of the schema a, and that is nothing of a table a.
        let of_table = |name: &String| {
            let of = member_parts(name).filter(|_| !self.desired.contains(name));
            of.is_some_and(|(table, _)| self.accepts.contains(table))
        };
        let accepts = |name: &String| self.accepts.contains(name) || of_table(name);
        self.consent_to_all || names.into_iter().any(accepts)
    }

    /// The renames of one backend: those of `renames` that are true of its tables.
    pub(super) fn renames_on(
        &self,
        before: &Schema,
        after: &Schema,
        renamed_from: &BTreeMap<(String, String), String>,
    ) -> Renames {
        let mut renames = Renames::default();
        for (old, new) in &self.rename_tables {
            let goes = before.tables.contains_key(old) && !after.tables.contains_key(old);
            let comes = after.tables.contains_key(new) && !before.tables.contains_key(new);
            if goes && comes {
                renames.tables.insert(old.clone(), new.clone());
            }
        }
        let old_name = |table: &String| {
            let old = renames.tables.iter().find(|(_, new)| *new == table);
            old.map_or(table, |(old, _)| old).clone()
        };
        let mut columns = BTreeMap::new();
        let given = self.renames.iter().map(|((table, old), new)| (table, old, new));
        // SeaORM's own attribute stays in the entity long after it was heeded, so it only counts
        // while it is true.
        let attributes = renamed_from.iter().map(|((table, new), old)| (table, old, new));
        for (table, old, new) in attributes.chain(given) {
            let table = self.rename_tables.get(table).unwrap_or(table);
            let (Some(from), Some(to)) =
                (before.tables.get(&old_name(table)), after.tables.get(table))
            else {
                continue;
            };
            let is_true = from.column(old).is_some()
                && from.column(new).is_none()
                && to.column(new).is_some()
                && to.column(old).is_none();
            if is_true {
                columns.insert((table.clone(), old.clone()), new.clone());
            }
        }
        renames.columns = columns;
        for ((ty, old), new) in &self.renames {
            if let (Some(from), Some(to)) = (before.enums.get(ty), after.enums.get(ty))
                && is_renamed(from, to, old, new)
            {
                renames.values.insert((ty.clone(), old.clone()), new.clone());
            }
        }
        renames.enums = renamed_enums(before, after);
        renames
    }

    /// What the resolutions say of an enum's values, as far as it is true of them.
    pub(super) fn renamed_values(
        &self,
        ty: &str,
        from: &[String],
        to: &[String],
    ) -> BTreeMap<String, String> {
        let of = self
            .renames
            .iter()
            .filter(|((of, old), new)| of == ty && is_renamed(from, to, old, new));
        of.map(|((_, old), new)| (old.clone(), new.clone())).collect()
    }
}

/// A value went and the other one came. One that was there already would take in rows that nobody
/// could tell apart again.
fn is_renamed(from: &[String], to: &[String], old: &String, new: &String) -> bool {
    from.contains(old) && !to.contains(old) && to.contains(new) && !from.contains(new)
}

/// An enum type whose values all turn up under another name, and which nothing else wants: it was
/// renamed. Nothing can be lost by it, so nobody has to be asked.
fn renamed_enums(before: &Schema, after: &Schema) -> BTreeMap<String, String> {
    let mut renamed = BTreeMap::new();
    for (new, values) in after.enums.iter().filter(|(name, _)| !before.enums.contains_key(*name)) {
        let old = before.enums.iter().find(|(name, of)| {
            parts(name).0 == parts(new).0
                && *of == values
                && !after.enums.contains_key(*name)
                && !renamed.contains_key(*name)
        });
        if let Some((old, _)) = old {
            renamed.insert(old.clone(), new.clone());
        }
    }
    renamed
}

/// The name of a table, or of what belongs to one, as a schema has it.
fn as_named(text: &str) -> String {
    match member_parts(text) {
        Some((of, name)) => member(&canonical(of), &name),
        None => canonical(text),
    }
}

/// Refuses two renames of which one takes a name that the other gives or takes: their order would
/// matter.
fn one_by_one<'n>(
    text: &str,
    (old, new): (&str, &str),
    mut others: impl Iterator<Item = (&'n str, &'n str)>,
) -> Result<(), Error> {
    match others.find(|(from, to)| (*from == old) != (*to == new) || *to == old || *from == new) {
        Some((from, to)) => Err(Error::Usage {
            message: format!(
                "the renames {from}:{to} and {text} cannot be one migration, because they share a name"
            ),
            hint: Some(
                "generate one after the other, with the entity changed in between".to_owned(),
            ),
        }),
        None => Ok(()),
    }
}

fn malformed(flag: &str, text: &str, form: &str) -> Error {
    Error::Usage {
        message: format!("{flag} {text} is not understood"),
        hint: Some(format!("it has the form {flag} {form}")),
    }
}
