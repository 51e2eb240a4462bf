//! Flags that do nothing: most likely a name was mistyped, and what was meant would not happen.
//!
//! In: the resolutions, and what was compared. Out: an error for a flag that names nothing that
//! exists, with what there is, and for one that names something with which nothing of the kind can
//! be done. Consent that nothing needs (`--accept`) does no harm.

use super::known::{First, Known, Names, goes, has, no_member};
use super::{OnBackend, Resolutions};
use crate::Error;
use crate::schema::{Column, Meaning, Schema, member, member_parts, parts};

/// A flag that is refused, and why.
pub(super) struct Refused {
    flag: String,
    /// What it does not do: it names or resolves nothing.
    verb: &'static str,
    why: String,
}

impl Refused {
    fn unknown(flag: String, why: String) -> Self {
        Self { flag, verb: "names", why }
    }

    pub(super) fn unused(flag: impl Into<String>, why: impl Into<String>) -> Self {
        Self { flag: flag.into(), verb: "resolves", why: why.into() }
    }

    pub(super) fn error(self, others: impl Iterator<Item = Self>) -> Error {
        let Self { flag, verb, why } = self;
        let mut hint =
            String::from("look at the names, or leave the flag out; nothing was written");
        for Self { flag, verb, why } in others {
            hint.push_str(&format!("\n{flag} {verb} nothing either: {why}"));
        }
        Error::Usage { message: format!("{flag} {verb} nothing: {why}"), hint: Some(hint) }
    }
}

/// The first of them, with the others below.
fn refuse(refused: Vec<Refused>) -> Result<(), Error> {
    let mut refused = refused.into_iter();
    match refused.next() {
        Some(first) => Err(first.error(refused)),
        None => Ok(()),
    }
}

impl Resolutions {
    /// Refuses flags that name nothing, and those that are about nothing in these changes: what
    /// they name stays, is not new, or could be two things. `all` is what was compared.
    ///
    /// # Errors
    /// [`Error::Usage`] that names the first flag, and says what there is; [`Error::Decision`] for
    /// an `--online` that something is in the way of.
    pub fn refuse_unused(&self, all: &[OnBackend]) -> Result<(), Error> {
        if !self.has_flags() {
            return Ok(());
        }
        let known = Known::on(all);
        refuse(self.unknown(&known))?;
        self.refuse_ambiguous(all)?;
        refuse(self.unused(all, &known, |_| true))?;
        self.refuse_switches(all)
    }

    /// The same while there are open ambiguities, as far as no resolution to them could give the
    /// flags something to do.
    ///
    /// # Errors
    /// As [`Resolutions::refuse_unused`].
    pub fn refuse_settled(&self, all: &[OnBackend]) -> Result<(), Error> {
        if !self.has_flags() {
            return Ok(());
        }
        let known = Known::on(all);
        refuse(self.unknown(&known))?;
        self.refuse_ambiguous(all)?;
        refuse(self.unused(all, &known, |table| known.is_on_both_sides(table)))?;
        if known.may_be_renamed() { Ok(()) } else { self.refuse_online(all) }
    }

    /// Whether a flag was given. What the entities declare, and what tests consent to, is none.
    fn has_flags(&self) -> bool {
        let Self { rename_tables, renames, drops, accepts, online, .. } = self;
        *online
            || self.filled().next().is_some()
            || !(rename_tables.is_empty() && renames.is_empty())
            || !(drops.is_empty() && accepts.is_empty())
    }

    fn refuse_ambiguous(&self, all: &[OnBackend]) -> Result<(), Error> {
        let Some(name) =
            self.drops.iter().chain(&self.accepts).find(|name| is_ambiguous(all, name))
        else {
            return Ok(());
        };
        Err(Error::Usage {
            message: format!(
                "{name} is a table of another schema, and something of a table of the default one"
            ),
            hint: Some(
                "write this change by hand: `generate NAME --empty` makes a blank migration"
                    .to_owned(),
            ),
        })
    }

    fn unknown(&self, known: &Known) -> Vec<Refused> {
        let tables = self.rename_tables.iter().filter_map(|(old, new)| {
            let missing = [old, new].into_iter().find(|name| !known.tables.contains(name))?;
            Some(Refused::unknown(format!("--rename-table {old}:{new}"), known.no_table(missing)))
        });
        let renames = self.renames.iter().filter_map(|((of, old), new)| {
            let why = self.unknown_rename(known, of, old, new)?;
            Some(Refused::unknown(format!("--rename {}:{new}", member(of, old)), why))
        });
        let drops = self.drops.iter().filter_map(|name| {
            let why = self.unknown_name(known, name, First::Gone)?;
            Some(Refused::unknown(format!("--drop {name}"), why))
        });
        let accepts = self.accepts.iter().filter_map(|name| {
            let is_enum = !known.tables.contains(name) && known.enums.contains_key(name);
            let why = match is_enum {
                true => {
                    Some(format!("{name} is an enum, and consent is given to a column that has it"))
                }
                false => self.unknown_name(known, name, First::New),
            };
            Some(Refused::unknown(format!("--accept {name}"), why?))
        });
        let backfills = self.filled().filter_map(|((of, column), flag)| {
            let columns = known.columns(of, &[]);
            let why = match known.tables.contains(of) {
                false => known.no_table(of),
                true if columns.contains(column) => return None,
                true => no_member(of, "column", column, &columns, First::New, &Names::default()),
            };
            Some(Refused::unknown(flag, why))
        });
        tables.chain(renames).chain(drops).chain(accepts).chain(backfills).collect()
    }

    fn unknown_rename(&self, known: &Known, of: &str, old: &str, new: &str) -> Option<String> {
        let missing = |kind, names: &Names| {
            let of_name = |name: &str, first| {
                let missing = !names.contains(name);
                missing.then(|| no_member(of, kind, name, names, first, &Names::default()))
            };
            of_name(old, First::Gone).or_else(|| of_name(new, First::New))
        };
        let values = known.enums.get(of).map(|values| missing("value", values));
        if values == Some(None) {
            return None;
        }
        let now = self.rename_tables.get(of).map_or(of, String::as_str);
        if known.tables.contains(of) || known.tables.contains(now) {
            return missing("column", &known.columns(now, &self.origins(known, now)));
        }
        values.unwrap_or_else(|| Some(known.no_table(of)))
    }

    /// Why there is no table, nothing of a table and no enum type of that name.
    fn unknown_name(&self, known: &Known, name: &str, first: First) -> Option<String> {
        if known.tables.contains(name) || known.enums.contains_key(name) {
            return None;
        }
        let Some((of, of_name)) = member_parts(name) else { return Some(known.no_table(name)) };
        if known.tables.contains(of) {
            let origins = self.origins(known, of);
            let (columns, others) = (known.columns(of, &origins), known.others(of, &origins));
            let missing = !columns.contains(&of_name) && !others.contains(&of_name);
            return missing.then(|| no_member(of, "column", &of_name, &columns, first, &others));
        }
        Some(match known.enums.get(of) {
            Some(values) if values.contains(&of_name) => format!(
                "{of_name} is a value of the enum {of}: --rename {name}:NEW renames it, and --accept TABLE.COLUMN lets it go"
            ),
            Some(values) => no_member(of, "value", &of_name, values, first, &Names::default()),
            None if known.has_schema(of) => known.no_table(name),
            None => known.no_table(of),
        })
    }

    /// The names that a table had before. While nobody has said it of a new one, it may be any that
    /// no entity declares.
    fn origins(&self, known: &Known, table: &str) -> Vec<String> {
        let said =
            self.rename_tables.iter().filter(|(_, new)| *new == table).map(|(old, _)| old.clone());
        let said: Vec<String> = said.collect();
        match said.is_empty() && !known.tables.before.contains(table) {
            true => known
                .tables
                .before
                .iter()
                .filter(|old| !self.desired.contains(*old))
                .cloned()
                .collect(),
            false => said,
        }
    }

    /// The flags that do nothing, of the tables that are `settled`.
    fn unused(
        &self,
        all: &[OnBackend],
        known: &Known,
        settled: impl Fn(&str) -> bool,
    ) -> Vec<Refused> {
        let renamed: Vec<Schema> =
            all.iter().map(|on| on.renames.apply(on.backend, &on.before)).collect();
        let sides: Vec<(&Schema, &Schema)> =
            renamed.iter().zip(all.iter().map(|on| &on.after)).collect();
        let tables = self.rename_tables.iter().filter_map(|(old, new)| {
            if all.iter().any(|on| on.renames.tables.get(old) == Some(new)) {
                return None;
            }
            let why = if known.tables.before.contains(new) {
                format!("the migrations have a table {new} already")
            } else if known.tables.before.contains(old) {
                format!("an entity still declares {old}")
            } else {
                format!("the migrations have no table {old}")
            };
            Some(Refused::unused(format!("--rename-table {old}:{new}"), why))
        });
        let renames = self.renames.iter().filter(|((of, _), _)| settled(of)).filter_map(
            |((of, old), new)| {
                let why = self.unused_rename(all, known, of, old, new)?;
                Some(Refused::unused(format!("--rename {}:{new}", member(of, old)), why))
            },
        );
        let drops = self.drops.iter().filter_map(|name| {
            let why = match member_parts(name).filter(|_| !known.tables.contains(name)) {
                Some((of, of_name)) if known.tables.contains(of) => {
                    let why = self.unused_drop_of(&sides, of, &of_name);
                    why.filter(|_| settled(of))
                }
                _ => self.unused_drop(&sides, name),
            };
            Some(Refused::unused(format!("--drop {name}"), why?))
        });
        let backfills =
            self.filled().filter(|((of, _), _)| settled(of)).filter_map(|((of, column), flag)| {
                let why = self.unused_fill(&sides, of, column)?;
                Some(Refused::unused(flag, why))
            });
        tables.chain(renames).chain(drops).chain(backfills).collect()
    }

    fn unused_rename(
        &self,
        all: &[OnBackend],
        known: &Known,
        of: &str,
        old: &str,
        new: &str,
    ) -> Option<String> {
        if all.iter().any(|on| self.is_rename_of(on, of, old, new)) {
            return None;
        }
        let now = self.rename_tables.get(of).map_or(of, String::as_str);
        let names = match known.tables.contains(now) {
            true => known.columns(now, &self.origins(known, now)),
            false => known.enums.get(of).cloned().unwrap_or_default(),
        };
        let (before, after) = (&names.before, &names.after);
        Some(
            if before.contains(new)
                && after.contains(old)
                && !before.contains(old)
                && !after.contains(new)
            {
                format!("it is the other way round: --rename {}:{old}", member(of, new))
            } else if !before.contains(old) {
                format!("the migrations have no {}", member(of, old))
            } else if after.contains(old) {
                format!("the entities still have {}", member(of, old))
            } else if before.contains(new) {
                format!("{} is not new", member(of, new))
            } else {
                "there is no column or value that went and no other one that came".to_owned()
            },
        )
    }

    fn is_rename_of(&self, on: &OnBackend, table: &str, old: &str, new: &str) -> bool {
        let now = self.rename_tables.get(table).map_or(table, String::as_str);
        let of_column = on.renames.columns.get(&(now.to_owned(), old.to_owned()));
        let of_type = on.renames.values.get(&(table.to_owned(), old.to_owned()));
        let before = on.renames.apply(on.backend, &on.before);
        let mut enums = before.enum_columns().filter_map(|(of, column, from)| {
            match &on.after.tables.get(of)?.column(&column.name)?.meaning {
                Some(Meaning::Enum { name, values }) if name == table => {
                    Some(self.renamed_values(name, from, values))
                }
                _ => None,
            }
        });
        [of_column, of_type].into_iter().flatten().any(|to| to == new)
            || enums.any(|renamed| renamed.get(old).is_some_and(|to| to == new))
    }

    /// Why a table or an enum type does not go.
    fn unused_drop(&self, sides: &[(&Schema, &Schema)], name: &str) -> Option<String> {
        let goes_on = |(before, after): &(&Schema, &Schema)| {
            (before.tables.contains_key(name) && !after.tables.contains_key(name))
                || (before.enums.contains_key(name) && !after.enums.contains_key(name))
        };
        if sides.iter().any(goes_on) {
            return None;
        }
        let is_there = sides.iter().any(|(before, _)| before.tables.contains_key(name));
        let user = sides.iter().flat_map(|(_, after)| &after.tables).find_map(|(of, table)| {
            let has = |column: &&Column| match &column.meaning {
                Some(Meaning::Enum { name: ty, .. }) => ty == name,
                _ => crate::change::is_of(&column.ty, name),
            };
            table.columns.iter().find(has).map(|column| member(of, &column.name))
        });
        Some(match (self.rename_tables.get(name), user) {
            (Some(new), _) => format!("it is renamed to {new} and keeps its rows"),
            (None, _) if self.desired.contains(name) => "an entity declares that table".to_owned(),
            (None, _) if is_there => "the list of entities still has it".to_owned(),
            (None, Some(user)) => format!("{user} is of that enum"),
            (None, None) => "the migrations have no such table".to_owned(),
        })
    }

    /// Why something of a table does not go.
    fn unused_drop_of(&self, sides: &[(&Schema, &Schema)], of: &str, name: &str) -> Option<String> {
        let goes_on = |(before, after): &(&Schema, &Schema)| {
            before.tables.get(of).is_some_and(|table| goes(table, after.tables.get(of), name))
        };
        if sides.iter().any(goes_on) {
            return None;
        }
        let is_in = |schema: &Schema| schema.tables.get(of).is_some_and(|table| has(table, name));
        let renamed = self.renames.iter().find(|((table, old), _)| table == of && old == name);
        Some(if let Some(new) = self.rename_tables.get(of) {
            format!("the table is called {new} now: --drop {}", member(new, name))
        } else if let Some((_, new)) = renamed {
            format!("it is renamed to {new} and keeps its values")
        } else if !sides.iter().any(|(before, _)| is_in(before)) {
            "it is new".to_owned()
        } else if !self.desired.is_empty() && !self.desired.contains(of) {
            format!(
                "no entity declares the table {of}, which is left alone; --drop {of} drops all of it"
            )
        } else {
            format!("the entities still have {}", member(of, name))
        })
    }

    /// Why there is nothing to fill.
    fn unused_fill(&self, sides: &[(&Schema, &Schema)], of: &str, name: &str) -> Option<String> {
        let column =
            |schema: &Schema| schema.tables.get(of).and_then(|table| table.column(name)).cloned();
        let backfills = |(before, after): &(&Schema, &Schema)| {
            let is_plain = column(after).filter(|new| new.generated.is_none());
            let closes =
                |new: &Column| column(before).is_none_or(|old| old.nullable && !new.nullable);
            before.tables.contains_key(of) && is_plain.is_some_and(|new| closes(&new))
        };
        if sides.iter().any(backfills) {
            return None;
        }
        let new: Vec<Column> = sides.iter().filter_map(|(_, after)| column(after)).collect();
        Some(if let Some(new) = self.rename_tables.get(of) {
            format!("the table is called {new} now: --backfill {}=…", member(new, name))
        } else if !sides.iter().any(|(before, _)| before.tables.contains_key(of)) {
            "the table is new and has no rows".to_owned()
        } else if new.is_empty() {
            "the column is in no entity any more".to_owned()
        } else if new.iter().all(|new| new.generated.is_some()) {
            "the database computes the column".to_owned()
        } else {
            "the column is not new, and takes NULL no less than before".to_owned()
        })
    }
}

/// Whether `a.b` is both the table b of the schema a, and the b of the table a.
fn is_ambiguous(on: &[OnBackend], name: &String) -> bool {
    if parts(name).0.is_none() {
        return false;
    }
    let mut schemas = on.iter().flat_map(|on| [&on.before, &on.after]);
    schemas.clone().any(|schema| schema.tables.contains_key(name))
        && schemas.any(|schema| {
            schema
                .objects()
                .keys()
                .any(|of| !of.name.is_empty() && member(&of.table, &of.name) == *name)
        })
}
