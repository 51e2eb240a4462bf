//! What a migration does, in words: the lines of its doc comment, its name, and what rolling it
//! back cannot give back.

mod column;

use std::collections::BTreeMap;

use crate::change::{Change, Changed};
use crate::dialect::compare;
use crate::dialect::enums::{self, Kept};
use crate::diff::OnBackend;
use crate::escape;
use crate::schema::Meaning;

/// One thing that a migration does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// A sentence without its full stop, such as "Adds `users.name`".
    pub text: String,
    /// The same as a name, such as `add_name_to_users`.
    pub slug: String,
    pub table: String,
    /// The column that it is all about.
    column: Option<String>,
    /// Its weight in a name: what is behind a column or a table says less.
    rank: Rank,
    /// What is lost when it is rolled back, and when it is applied.
    pub lost: Option<String>,
    pub not_back: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Table,
    Column,
    Rest,
}

/// The lines of a migration, each once for all backends, what matters most first. A line has its
/// words from the backend whose types tell most.
pub(super) fn lines(on: &[OnBackend]) -> Vec<Line> {
    let mut order: Vec<&OnBackend> = on.iter().collect();
    order.sort_by_key(|on| compare::of(on.backend).tells_of_types());
    let mut lines: BTreeMap<(Rank, String), Line> = BTreeMap::new();
    for on in order {
        for (about, line) in renames(on).chain(values(on)).chain(changes(on)) {
            lines.entry((line.rank, about)).or_insert(line);
        }
    }
    lines.into_values().collect()
}

/// The name of a migration that does all of that.
pub(super) fn name(lines: &[Line]) -> String {
    let Some(first) = lines.first() else { return "nothing".to_owned() };
    let mut tables: Vec<&str> = lines.iter().map(|line| line.table.as_str()).collect();
    tables.sort_unstable();
    tables.dedup();
    // An index or a key of a new column says nothing new.
    let led = lines[1..].iter().all(|line| {
        line.rank == Rank::Rest
            && line.table == first.table
            && (line.column == first.column || first.rank == Rank::Table)
    });
    if led {
        return first.slug.clone();
    }
    match tables.as_slice() {
        [table] => format!("change_{table}"),
        [one, two] => format!("change_{one}_and_{two}"),
        _ => format!("change_{}_tables", tables.len()),
    }
}

fn line(rank: Rank, table: &str, text: String, slug: String) -> Line {
    let text = escape::line(&text).into_owned();
    Line { text, slug, table: table.to_owned(), column: None, rank, lost: None, not_back: None }
}

fn renames(on: &OnBackend) -> impl Iterator<Item = (String, Line)> {
    let tables = on.renames.tables.iter().map(|(old, new)| {
        let text = format!("Renames the table `{old}` to `{new}`");
        (format!("{new} "), line(Rank::Table, new, text, format!("rename_{old}_to_{new}")))
    });
    let columns = on.renames.columns.iter().map(|((table, old), new)| {
        let text = format!("Renames `{table}.{old}` to `{new}`");
        (
            format!("{table}.{new} "),
            line(Rank::Column, table, text, format!("rename_{table}_{old}_to_{new}")),
        )
    });
    let enums = on.renames.enums.iter().map(|(old, new)| {
        let text = format!("Renames the enum `{old}` to `{new}`");
        (format!("enum {new} "), line(Rank::Rest, new, text, format!("rename_{old}_to_{new}")))
    });
    let all: Vec<(String, Line)> = tables.chain(columns).chain(enums).collect();
    all.into_iter()
}

/// Enums with other values: a change of a type, of a column or of a check, but always the same to
/// people.
fn values(on: &OnBackend) -> impl Iterator<Item = (String, Line)> {
    let mut lines = Vec::new();
    for (table, column, old) in on.before.enum_columns() {
        let new = on.after.tables.get(table).and_then(|table| table.column(&column.name));
        let Some(Meaning::Enum { values, .. }) = new.and_then(|column| column.meaning.as_ref())
        else {
            continue;
        };
        if old == values {
            continue;
        }
        let list = |values: &[String]| values.join(", ");
        let of = format!("{table}.{}", column.name);
        let text = format!("Changes the values of `{of}` from {} to {}", list(old), list(values));
        let added: Vec<&String> = values.iter().filter(|value| !old.contains(value)).collect();
        let slug = match added.as_slice() {
            [one] if values.len() > old.len() => format!("add_{one}_to_{table}_{}", column.name),
            _ => format!("change_values_of_{table}_{}", column.name),
        };
        let mut line = line(Rank::Column, table, text, slug);
        line.column = Some(column.name.clone());
        if !added.is_empty() {
            let added: Vec<&str> = added.iter().map(|value| value.as_str()).collect();
            line.lost = Some(format!(
                "It fails while a row of `{table}` has {} in `{}`",
                added.join(" or "),
                column.name
            ));
        }
        lines.push((format!("{of} values"), line));
    }
    lines.into_iter()
}

fn changes(on: &OnBackend) -> impl Iterator<Item = (String, Line)> {
    let lines: Vec<(String, Line)> =
        on.changes.iter().filter_map(|change| of(change, on)).collect();
    lines.into_iter()
}

fn of(change: &Change, on: &OnBackend) -> Option<(String, Line)> {
    let verb = |change: (bool, bool)| match change {
        (false, _) => ("Adds", "add"),
        (_, false) => ("Drops", "drop"),
        _ => ("Changes", "change"),
    };
    match change {
        Change::Enum(change) => {
            let name = &change.table;
            let (verb, slug) = match (&change.before, &change.after) {
                (None, _) => ("Creates", "create"),
                (_, None) => ("Drops", "drop"),
                _ => return None,
            };
            let line = line(
                Rank::Rest,
                name,
                format!("{verb} the enum `{name}`"),
                format!("{slug}_{name}"),
            );
            // It belongs to the column that has it.
            let of = on.after.tables.iter().chain(&on.before.tables);
            let of =
                of.flat_map(|(name, table)| table.columns.iter().map(move |column| (name, column)));
            let user = of.into_iter().find(|(_, column)| crate::change::is_of(&column.ty, name));
            let Some((table, column)) = user else { return Some((format!("enum {name}"), line)) };
            let (table, column) = (table.clone(), Some(column.name.clone()));
            Some((format!("enum {name}"), Line { table, column, ..line }))
        }
        Change::Table(change) => {
            let name = &change.table;
            let mut line = match (&change.before, &change.after) {
                (None, _) => line(
                    Rank::Table,
                    name,
                    format!("Creates the table `{name}`"),
                    format!("create_{name}"),
                ),
                (_, None) => line(
                    Rank::Table,
                    name,
                    format!("Drops the table `{name}`"),
                    format!("drop_{name}"),
                ),
                _ => {
                    let text = format!("Changes the comment of the table `{name}`");
                    line(Rank::Rest, name, text, format!("comment_{name}"))
                }
            };
            if change.before.is_none() {
                line.lost = Some(format!("The rows of `{name}` are lost"));
            } else if change.after.is_none() {
                line.not_back = Some(format!("`{name}` comes back without its rows"));
            }
            Some((format!("{name} "), line))
        }
        Change::Column(change) => column::line_of(change, on),
        Change::PrimaryKey(change) => {
            let table = &change.table;
            let list = change.after.clone().unwrap_or_default().columns.join(", ");
            let before = change.before.as_ref().map(|key| key.columns.join(", "));
            let text = match before.as_ref() == Some(&list) {
                true => format!("Changes the primary key of `{table}` ({list})"),
                false => format!("Makes ({list}) the primary key of `{table}`"),
            };
            Some((
                format!("{table} key"),
                line(Rank::Rest, table, text, format!("change_key_of_{table}")),
            ))
        }
        Change::Unique(change) => {
            let unique = change.after.as_ref().or(change.before.as_ref())?;
            if let Some(line) = renamed(change, "unique constraint", |of| of.name.clone()) {
                return Some(line);
            }
            if change.before == change.after {
                return None;
            }
            let (verb, slug) = verb((change.before.is_some(), change.after.is_some()));
            let table = &change.table;
            let list = unique.columns.join(", ");
            let text = format!("{verb} the unique constraint of `{table}` ({list})");
            let mut line = line(
                Rank::Rest,
                table,
                text,
                format!("{slug}_unique_{table}_{}", unique.columns.join("_")),
            );
            line.column = single(&unique.columns);
            if change.after.is_none() {
                line.not_back =
                    Some(format!("It fails while rows of `{table}` have equal values in ({list})"));
            }
            Some((format!("{table} unique ({list})"), line))
        }
        Change::Index(change) if change.before == change.after => None,
        Change::Index(change) => index(change),
        Change::ForeignKey(change) => {
            let key = change.after.as_ref().or(change.before.as_ref())?;
            if let Some(line) = renamed(change, "foreign key", |of| of.name.clone()) {
                return Some(line);
            }
            if let (Some(before), Some(after)) = (&change.before, &change.after)
                && before.is_defined_as(after)
            {
                return None;
            }
            let (verb, slug) = verb((change.before.is_some(), change.after.is_some()));
            let (table, list) = (&change.table, key.columns.join(", "));
            let text = format!("{verb} the foreign key of `{table}` ({list}) to `{}`", key.parent);
            let slug = format!("{slug}_foreign_key_{table}_{}", key.columns.join("_"));
            let mut line = line(Rank::Rest, table, text, slug);
            line.column = single(&key.columns);
            if change.after.is_none() {
                line.not_back = Some(format!(
                    "It fails while rows of `{table}` have no parent in `{}`",
                    key.parent
                ));
            }
            Some((format!("{table} foreign key ({list})"), line))
        }
        Change::Check(change) => {
            let check = change.after.as_ref().or(change.before.as_ref())?;
            let of_enum = [&on.before, &on.after]
                .into_iter()
                .filter_map(|schema| schema.tables.get(&change.table))
                .any(|table| {
                    let mut enums =
                        table.columns.iter().filter_map(|column| table.enum_check(&column.name));
                    let is_text = enums::of(on.backend).kept() == Kept::Check;
                    enums.any(|(at, _)| is_text && table.checks[at] == *check)
                });
            if of_enum || change.before == change.after {
                return None;
            }
            if let Some(line) = renamed(change, "check", |of| of.name.clone()) {
                return Some(line);
            }
            let (verb, slug) = verb((change.before.is_some(), change.after.is_some()));
            let (table, name) = (&change.table, check.object_name());
            let text = format!("{verb} the check {name} of `{table}`");
            let mut line = line(Rank::Rest, table, text, format!("{slug}_check_of_{table}"));
            if change.after.is_none() {
                line.not_back =
                    Some(format!("It fails while rows of `{table}` break the check {name}"));
            }
            Some((format!("{table} check {name}"), line))
        }
        Change::Exclusion(change) => {
            let exclusion = change.after.as_ref().or(change.before.as_ref())?;
            let (verb, slug) = verb((change.before.is_some(), change.after.is_some()));
            let (table, name) = (&change.table, &exclusion.index.name);
            let text = format!("{verb} the exclusion constraint {name} of `{table}`");
            let mut line = line(Rank::Rest, table, text, format!("{slug}_exclusion_of_{table}"));
            if change.after.is_none() {
                line.not_back = Some(format!("It fails while rows of `{table}` break {name}"));
            }
            Some((format!("{table} exclusion {name}"), line))
        }
    }
}

/// One that has another name now, and is the same otherwise.
fn renamed<T>(
    change: &Changed<T>,
    kind: &str,
    name: impl Fn(&T) -> Option<String>,
) -> Option<(String, Line)> {
    let (old, new) = change.renamed(name)?;
    let table = &change.table;
    let text = format!("Renames the {kind} `{old}` of `{table}` to `{new}`");
    let slug = format!("rename_{}_of_{table}", kind.replace(' ', "_"));
    Some((format!("{table} {kind} {new}"), line(Rank::Rest, table, text, slug)))
}

fn index(change: &Changed<crate::schema::Index>) -> Option<(String, Line)> {
    let table = &change.table;
    let index = change.after.as_ref().or(change.before.as_ref())?;
    let parts: Vec<String> = index.parts.iter().map(ToString::to_string).collect();
    let (name, list) = (&index.name, parts.join(", "));
    let (text, slug) = match (&change.before, &change.after) {
        (None, _) => (format!("Creates the index `{name}` on `{table}` ({list})"), "index"),
        (_, None) => (format!("Drops the index `{name}` of `{table}`"), "drop_index"),
        (Some(old), Some(new)) if old.name != new.name => (
            format!("Renames the index `{}` of `{table}` to `{}`", old.name, new.name),
            "rename_index",
        ),
        _ => (format!("Changes the index `{name}` of `{table}`"), "change_index"),
    };
    let columns = index.columns();
    let mut line = line(Rank::Rest, table, text, format!("{slug}_{table}_{}", columns.join("_")));
    line.column = single(&columns);
    Some((format!("{table} index {name}"), line))
}

fn single(columns: &[String]) -> Option<String> {
    match columns {
        [column] => Some(column.clone()),
        _ => None,
    }
}
