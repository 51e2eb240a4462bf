//! What is drawn of a schema: the tables with their columns and marks, the links between them, the
//! enums.

use std::collections::BTreeMap;

use crate::escape::line;
use crate::schema::{ForeignKey, Meaning, Schema, Table};

/// Everything that is drawn, in the order of the names.
#[derive(Debug, Default)]
pub(super) struct Picture {
    pub tables: Vec<Entity>,
    pub links: Vec<Link>,
    /// Each once, with its values.
    pub enums: Vec<(String, Vec<String>)>,
}

/// One table.
#[derive(Debug)]
pub(super) struct Entity {
    pub name: String,
    pub comment: Option<String>,
    pub rows: Vec<Row>,
    /// What is unique only together: the columns, separated by commas.
    pub together: Vec<String>,
}

/// One column.
#[derive(Debug)]
pub(super) struct Row {
    pub name: String,
    /// As the backend says it; of an enum its name.
    pub ty: String,
    pub nullable: bool,
    pub primary: bool,
    pub foreign: bool,
    pub unique: bool,
    pub comment: Option<String>,
}

/// A foreign key, from the table that has it to the one that it references.
#[derive(Debug)]
pub(super) struct Link {
    pub child: usize,
    pub child_row: usize,
    pub parent: usize,
    pub parent_row: usize,
    /// Whether several rows may reference one.
    pub many: bool,
    /// Whether a row may reference none.
    pub optional: bool,
    /// `chats.user_id references users.id`.
    pub text: String,
}

impl Row {
    /// The marks in front of the name.
    pub(super) fn marks(&self) -> impl Iterator<Item = &'static str> {
        // What is the key is unique anyway.
        let marks =
            [(self.primary, "PK"), (self.foreign, "FK"), (self.unique && !self.primary, "UQ")];
        marks.into_iter().filter_map(|(is, mark)| is.then_some(mark))
    }

    /// The column in words.
    pub(super) fn words(&self) -> String {
        let key = if self.primary { ", primary key" } else { "" };
        let foreign = if self.foreign { ", foreign key" } else { "" };
        let unique = if self.unique && !self.primary { ", unique" } else { "" };
        let null = if self.nullable { ", may be null" } else { "" };
        format!("{} {}{key}{foreign}{unique}{null}", self.name, self.ty)
    }
}

impl Entity {
    /// The table in words, for those who hear it.
    pub(super) fn words(&self) -> String {
        let rows: Vec<String> = self.rows.iter().map(Row::words).collect();
        let together: String =
            self.together.iter().map(|columns| format!("; unique together: {columns}")).collect();
        format!("Table {}: {}{together}", self.name, rows.join("; "))
    }
}

impl Picture {
    pub(super) fn of(schema: &Schema) -> Self {
        let names: Vec<&String> = schema.tables.keys().collect();
        let mut links = Vec::new();
        for (child, (name, table)) in schema.tables.iter().enumerate() {
            let of = table.foreign_keys.iter().filter_map(|key| {
                // A key to what is not there, or in another database, has no line.
                let parent =
                    names.iter().position(|known| **known == key.parent).or_else(|| {
                        names.iter().position(|known| known.eq_ignore_ascii_case(&key.parent))
                    })?;
                link(
                    (child, name, table),
                    (parent, names[parent], schema.tables.get(names[parent])?),
                    key,
                )
            });
            links.extend(of);
        }
        let tables = schema.tables.iter().map(|(name, table)| entity(name, table)).collect();
        Self { tables, links, enums: enums(schema) }
    }

    /// What there is, in one sentence.
    pub(super) fn summary(&self) -> String {
        let count = |count: usize, one: &str, many: &str| match count {
            0 => format!("no {many}"),
            1 => format!("1 {one}"),
            count => format!("{count} {many}"),
        };
        let tables = count(self.tables.len(), "table", "tables");
        let links = count(self.links.len(), "foreign key", "foreign keys");
        let enums = match self.enums.len() {
            0 => String::new(),
            number => format!(", {}", count(number, "enum", "enums")),
        };
        format!("{tables}, {links}{enums}")
    }
}

fn entity(name: &str, table: &Table) -> Entity {
    let row = |column: &crate::schema::Column| Row {
        name: line(&column.name).into_owned(),
        ty: match &column.meaning {
            Some(Meaning::Enum { name, .. }) => line(name).into_owned(),
            _ => line(&column.ty).into_owned(),
        },
        nullable: column.nullable && !table.primary_key.contains(&column.name),
        primary: table.primary_key.contains(&column.name),
        foreign: table.foreign_keys.iter().any(|key| key.columns.contains(&column.name)),
        unique: is_unique(table, std::slice::from_ref(&column.name)),
        comment: shown(&column.comment),
    };
    let mut together: Vec<String> = unique_sets(table)
        .filter(|columns| columns.len() > 1)
        .map(|columns| line(&columns.join(", ")).into_owned())
        .collect();
    together.sort();
    together.dedup();
    Entity {
        name: line(name).into_owned(),
        comment: shown(&table.comment),
        rows: table.columns.iter().map(row).collect(),
        together,
    }
}

fn shown(comment: &Option<String>) -> Option<String> {
    comment.as_ref().map(|comment| line(comment).into_owned())
}

/// The columns of each unique constraint, and of each unique index over all rows.
fn unique_sets(table: &Table) -> impl Iterator<Item = Vec<String>> {
    let indexes = table.indexes.iter().filter(|index| index.is_unique_for_all());
    let of_index = indexes.map(|index| index.columns());
    table.uniques.iter().map(|unique| unique.columns.clone()).chain(of_index)
}

/// Whether no two rows can have the same values there.
fn is_unique(table: &Table, columns: &[String]) -> bool {
    let is_within =
        |set: &[String]| !set.is_empty() && set.iter().all(|column| columns.contains(column));
    is_within(&table.primary_key) || unique_sets(table).any(|set| is_within(&set))
}

fn link(
    (child, name, table): (usize, &str, &Table),
    (parent, parent_name, referenced): (usize, &str, &Table),
    key: &ForeignKey,
) -> Option<Link> {
    let row = |table: &Table, column: Option<&String>| {
        let column = column?;
        table.columns.iter().position(|of| of.name.eq_ignore_ascii_case(column))
    };
    // Without columns it references the primary key.
    let targets =
        if key.parent_columns.is_empty() { &referenced.primary_key } else { &key.parent_columns };
    let optional =
        table.columns.iter().any(|column| column.nullable && key.columns.contains(&column.name));
    let member = |table: &str, columns: &[String]| match columns {
        [one] => format!("{table}.{one}"),
        several => format!("{table} ({})", several.join(", ")),
    };
    Some(Link {
        child,
        child_row: row(table, key.columns.first())?,
        parent,
        parent_row: row(referenced, targets.first()).unwrap_or_default(),
        many: !is_unique(table, &key.columns),
        optional,
        text: line(&format!(
            "{} references {}",
            member(name, &key.columns),
            member(parent_name, targets)
        ))
        .into_owned(),
    })
}

/// The enum types, and what else is an enum by its values.
fn enums(schema: &Schema) -> Vec<(String, Vec<String>)> {
    let mut enums: BTreeMap<(String, Vec<String>), ()> = BTreeMap::new();
    enums.extend(schema.enums.iter().map(|(name, values)| ((name.clone(), values.clone()), ())));
    for column in schema.tables.values().flat_map(|table| &table.columns) {
        if let Some(Meaning::Enum { name, values }) = &column.meaning {
            enums.insert((name.clone(), values.clone()), ());
        }
    }
    let plain = |(name, values): (String, Vec<String>)| {
        (line(&name).into_owned(), values.iter().map(|value| line(value).into_owned()).collect())
    };
    enums.into_keys().map(plain).collect()
}
