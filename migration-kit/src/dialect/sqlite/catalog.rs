//! SQLite's catalog: the table-valued PRAGMAs (<https://www.sqlite.org/pragma.html#pragfunc>), and
//! the text of each CREATE TABLE for what they leave out: checks, generated columns, collations.

mod known;
mod sql_text;
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DbErr;
use sea_orm_migration::async_trait;

use self::known::Definition;
use self::sql_text::Text;
use crate::Backend;
use crate::dialect::Sqlite;
use crate::dialect::catalog::{Catalog, table_name, text, yes};
use crate::ops::connection::Db;
use crate::ops::ident;
use crate::schema::{
    Check, Column, Expression, ForeignKey, Generated, Identity, Index, Key, ReferentialAction,
    Schema, Table, Terms, Unique,
};

/// The tables that are the user's own: no virtual table, and none that one of them keeps.
const TABLES: &str = "SELECT t.name, t.sql FROM sqlite_schema t JOIN pragma_table_list l ON l.name = t.name \
     AND l.schema = 'main' AND l.type = 'table' WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// The indexes that somebody has made: those of constraints have no text.
const INDEXES: &str = "SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";

#[async_trait::async_trait]
impl Catalog for Sqlite {
    async fn read(&self, db: &mut Db<'_>) -> Result<Schema, DbErr> {
        let mut schema = Schema::default();
        let mut unknown = BTreeMap::new();
        for definition in definitions(db).await? {
            let name = table_name(Some(definition.name.clone()));
            match known::find(&definition) {
                Some(table) => {
                    schema.tables.insert(name, table);
                }
                None => {
                    unknown.insert(name, definition);
                }
            }
        }
        if !unknown.is_empty() {
            let read = tables(db, &unknown).await?;
            // Somebody may have changed a table between two queries.
            let after: BTreeSet<Definition> = definitions(db).await?.into_iter().collect();
            for (definition, table) in unknown.into_values().zip(read.tables.values()) {
                if after.contains(&definition) {
                    known::keep(definition, table);
                }
            }
            schema.tables.extend(read.tables);
        }
        with_parent_keys(&mut schema);
        Ok(schema)
    }
}

/// What SQLite keeps of each table, all that there is to know of it.
async fn definitions(db: &mut Db<'_>) -> Result<Vec<Definition>, DbErr> {
    let mut indexes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for [table, sql] in db.rows::<2>(INDEXES, &[]).await? {
        indexes.entry(text(table)).or_default().push(text(sql));
    }
    let tables = db.rows::<2>(TABLES, &[]).await?.into_iter();
    let of = tables.map(|[name, sql]| {
        let name = text(name);
        let indexes = indexes.remove(&name).unwrap_or_default();
        Definition { name, table: text(sql), indexes }
    });
    Ok(of.collect())
}

/// Reads these tables.
async fn tables(
    db: &mut Db<'_>,
    definitions: &BTreeMap<String, Definition>,
) -> Result<Schema, DbErr> {
    let mut schema = Schema::default();
    let mut texts = BTreeMap::new();
    for (name, definition) in definitions {
        schema.tables.insert(name.clone(), Table::default());
        texts.insert(name.clone(), sql_text::read(&definition.table));
    }
    let names: Vec<&str> = definitions.values().map(|of| of.name.as_str()).collect();
    let among = format!("t.type = 'table' AND t.name IN ({})", vec!["?"; names.len()].join(", "));
    columns(db, (&among, &names), &mut schema, &texts).await?;
    indexes(db, (&among, &names), &mut schema).await?;
    foreign_keys(db, (&among, &names), &mut schema).await?;
    for (name, table) in &mut schema.tables {
        if let Some(known) = texts.get_mut(name) {
            with_words(table, known);
            table.checks = std::mem::take(&mut known.checks)
                .into_iter()
                .map(|(name, text)| Check {
                    name,
                    expression: expression(text),
                    column: None,
                    terms: Terms::default(),
                })
                .collect();
        }
    }
    Ok(schema)
}

/// Adds what the keys of a table say that no PRAGMA tells.
fn with_words(table: &mut Table, known: &mut Text) {
    let Table { primary_key, primary_key_words, uniques, foreign_keys, .. } = table;
    let on_conflict = |is_primary: bool, columns: &[String]| {
        let same = |of: &&sql_text::Key| {
            of.is_primary == is_primary
                && of.columns.len() == columns.len()
                && of
                    .columns
                    .iter()
                    .zip(columns)
                    .all(|(one, other)| one.eq_ignore_ascii_case(other))
        };
        known.keys.iter().find(same).map(|key| key.on_conflict.clone())
    };
    primary_key_words.on_conflict = on_conflict(true, primary_key);
    for Unique { columns, words, .. } in uniques.iter_mut() {
        words.on_conflict = on_conflict(false, columns);
    }
    let all = uniques.iter_mut().map(|unique| &mut unique.words).chain([primary_key_words]);
    for words in all.filter(|words| words.of_columns.iter().all(String::is_empty)) {
        words.of_columns.clear();
    }
    // The PRAGMA begins with the last one.
    if known.foreign_keys.len() == foreign_keys.len() {
        for (key, text) in foreign_keys.iter_mut().zip(known.foreign_keys.iter().rev()) {
            (key.known_as, key.terms.deferrable) = (text.name.clone(), text.deferrable);
        }
    }
}

/// A foreign key that names no columns references the primary key of its parent.
fn with_parent_keys(schema: &mut Schema) {
    let keys: BTreeMap<String, Vec<String>> = schema
        .tables
        .iter()
        .map(|(name, table)| (name.to_lowercase(), table.primary_key.clone()))
        .collect();
    for key in schema.tables.values_mut().flat_map(|table| &mut table.foreign_keys) {
        if key.parent_columns.is_empty()
            && let Some(parent) = keys.get(&key.parent.to_lowercase())
            && parent.len() == key.columns.len()
        {
            key.parent_columns.clone_from(parent);
        }
    }
}

/// A condition that holds of some tables, with the values of its placeholders.
type Among<'a> = (&'a str, &'a [&'a str]);

async fn columns(
    db: &mut Db<'_>,
    (among, names): Among<'_>,
    schema: &mut Schema,
    texts: &BTreeMap<String, Text>,
) -> Result<(), DbErr> {
    let sql = format!(
        "SELECT t.name, c.name, c.type, CAST(c.\"notnull\" AS TEXT), c.dflt_value, CAST(c.pk AS TEXT), \
               CAST(c.hidden AS TEXT) FROM sqlite_schema t JOIN pragma_table_xinfo(t.name, 'main') c \
         WHERE {among} ORDER BY t.name, c.cid"
    );
    let mut keys: Vec<(String, u32, String)> = Vec::new();
    for [table, name, ty, not_null, default, key, hidden] in db.rows::<7>(&sql, names).await? {
        let (table, name) = (table_name(table), text(name));
        let (Some(into), Some(known)) = (schema.tables.get_mut(&table), texts.get(&table)) else {
            continue;
        };
        let place: u32 = text(key).parse().unwrap_or_default();
        if place > 0 {
            keys.push((table.clone(), place, name.clone()));
        }
        let stored = hidden.as_deref() == Some("3");
        let words = known.columns.get(&name.to_lowercase());
        into.columns.push(Column {
            nullable: !yes(&not_null),
            ty: text(ty).to_lowercase(),
            default: default.map(|default| expression(sql_text::default(&default))),
            generated: words
                .and_then(|words| words.generated.clone())
                .map(|text| Generated { expression: expression(text), stored }),
            identity: words
                .is_some_and(|words| words.autoincrement)
                .then_some(Identity::AutoIncrement),
            collation: words
                .and_then(|words| words.collation.as_ref())
                .map(|name| name.to_lowercase()),
            on_conflict: words.and_then(|words| words.on_conflict.clone()),
            name,
            ..Column::default()
        });
    }
    keys.sort();
    for (table, _, column) in keys {
        if let Some(table) = schema.tables.get_mut(&table) {
            table.primary_key.push(column);
        }
    }
    Ok(())
}

async fn indexes(
    db: &mut Db<'_>,
    (among, names): Among<'_>,
    schema: &mut Schema,
) -> Result<(), DbErr> {
    let sql = format!(
        "SELECT t.name, i.name, CAST(i.\"unique\" AS TEXT), i.origin, s.sql, x.name, \
               CASE x.desc WHEN 1 THEN 'DESC' END, x.coll \
               FROM sqlite_schema t JOIN pragma_index_list(t.name, 'main') i JOIN pragma_index_xinfo(i.name, 'main') x \
               LEFT JOIN sqlite_schema s ON s.type = 'index' AND s.name = i.name \
         WHERE {among} AND x.key = 1 ORDER BY t.name, i.name, x.seqno"
    );
    let mut last = String::new();
    let mut place = 0;
    for [table, name, unique, origin, sql, column, order, collation] in
        db.rows::<8>(&sql, names).await?
    {
        let Some(table) = schema.tables.get_mut(&table_name(table)) else { continue };
        let name = text(name);
        let first = std::mem::replace(&mut last, name.clone()) != name;
        place = if first { 0 } else { place + 1 };
        match origin.as_deref() {
            Some("c") => {
                if first {
                    // The text says the parts with their order and collation, expressions, and the
                    // condition.
                    let (parts, predicate) = sql_text::index(sql.as_deref().unwrap_or_default());
                    table.indexes.push(Index {
                        name,
                        unique: yes(&unique),
                        parts,
                        predicate: predicate.map(expression),
                        sql,
                        ..Index::default()
                    });
                }
                let part = table.indexes.last_mut().and_then(|index| index.parts.get_mut(place));
                let Some(part) = part else { continue };
                part.key = match (column, &part.key) {
                    (Some(column), Key::Column(_)) => Key::Column(column),
                    // A name that is no column is a text to SQLite.
                    (None, Key::Column(name)) => {
                        Key::Expression(expression(format!("'{}'", name.replace('\'', "''"))))
                    }
                    // In parentheses there may be a collation beside the column.
                    (_, key) => key.clone(),
                };
            }
            Some("u") => {
                let column = text(column);
                let behind = behind(table, &column, order, collation);
                if first {
                    table.uniques.push(Unique::default());
                }
                if let Some(unique) = table.uniques.last_mut() {
                    unique.columns.push(column);
                    unique.words.of_columns.push(behind);
                }
            }
            // The primary key's index; the number of a row has none.
            Some("pk") => {
                let behind = behind(table, &text(column), order, collation);
                table.primary_key_words.of_columns.push(behind);
            }
            _ => {}
        }
    }
    Ok(())
}

/// What is said behind a column of a key whose index compares and sorts it in another way than the
/// column does.
fn behind(table: &Table, column: &str, order: Option<String>, collation: Option<String>) -> String {
    let own = table.column(column).and_then(|column| column.collation.as_deref());
    let other = collation.filter(|of| !of.eq_ignore_ascii_case(own.unwrap_or("binary")));
    let other = other.map(|name| format!("COLLATE {}", ident(Backend::Sqlite, &name)));
    other.into_iter().chain(order).collect::<Vec<_>>().join(" ")
}

fn expression(text: String) -> Expression {
    Expression::new(Backend::Sqlite, text)
}

async fn foreign_keys(
    db: &mut Db<'_>,
    (among, names): Among<'_>,
    schema: &mut Schema,
) -> Result<(), DbErr> {
    let sql = format!(
        "SELECT t.name, CAST(f.seq AS TEXT), f.\"table\", f.\"from\", f.\"to\", f.on_delete, f.on_update \
               FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name, 'main') f \
         WHERE {among} ORDER BY t.name, f.id, f.seq"
    );
    for [table, place, parent, from, to, on_delete, on_update] in db.rows::<7>(&sql, names).await? {
        let Some(table) = schema.tables.get_mut(&table_name(table)) else { continue };
        if place.as_deref() == Some("0") {
            table.foreign_keys.push(ForeignKey {
                parent: table_name(parent),
                on_delete: ReferentialAction::read(&text(on_delete)),
                on_update: ReferentialAction::read(&text(on_update)),
                ..ForeignKey::default()
            });
        }
        if let Some(key) = table.foreign_keys.last_mut() {
            key.columns.push(text(from));
            // Without a column it references the parent's primary key.
            key.parent_columns.extend(to);
        }
    }
    Ok(())
}
