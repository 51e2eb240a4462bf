//! What a schema that was read on SQLite is on a backend that was not: as near as its types and the entities say. What
//! comes of it is marked as unverified.

use sea_orm::DbBackend;
use sea_orm::sea_query::ColumnType;

use super::{Declared, Side};
use crate::schema::{Column, DefaultValue, Meaning, Schema, Table, catalog_text, parts, qualified};
use crate::statement::Sql;

/// Both sides, translated.
pub(super) fn side(sqlite: &Side, backend: DbBackend, declared: &Declared) -> Side {
    Side {
        backend,
        entities: schema(&sqlite.entities, backend, declared),
        migrations: schema(&sqlite.migrations, backend, declared),
    }
}

fn schema(sqlite: &Schema, backend: DbBackend, declared: &Declared) -> Schema {
    let mut translated = Schema::default();
    for (name, table) in &sqlite.tables {
        let mut table = self::table(name, table, backend, &mut translated);
        for column in &mut table.columns {
            column.comment = declared.comments.get(&(name.clone(), column.name.clone())).cloned();
        }
        translated.tables.insert(name.clone(), table);
    }
    // The name of a type that no entity has is only guessed, and what is guessed is not dropped.
    let known = |name: &String| {
        declared.types.values().any(
            |ty| matches!(ty, ColumnType::Enum { name: of, .. } if qualified(None, &of.to_string()) == *name),
        )
    };
    translated.enums.retain(|name, _| known(name));
    translated
}

fn table(name: &str, sqlite: &Table, backend: DbBackend, schema: &mut Schema) -> Table {
    let (mut table, (_, plain)) = (sqlite.clone(), parts(name));
    let folded: Vec<usize> = sqlite
        .columns
        .iter()
        .filter_map(|column| sqlite.enum_check(&column.name))
        .map(|(at, _)| at)
        .collect();
    let mut at = 0;
    table.checks.retain(|_| {
        at += 1;
        !folded.contains(&(at - 1))
    });
    for (at, check) in table.checks.iter_mut().enumerate() {
        let mut words = check.expression.split_whitespace().map(|word| word.trim_matches('"'));
        let of = words.find(|word| sqlite.column(word).is_some());
        let made_up = match (backend, of) {
            (DbBackend::Postgres, Some(column)) => format!("{plain}_{column}_check"),
            (DbBackend::Postgres, None) => format!("{plain}_check"),
            _ => format!("CONSTRAINT_{}", at + 1),
        };
        check.name.get_or_insert(made_up);
    }
    for column in &mut table.columns {
        *column = self::column(column, backend, schema);
        column.nullable &= !sqlite.primary_key.contains(&column.name);
    }
    if backend == DbBackend::MySql {
        // It has no partial indexes, and MariaDB none on an expression.
        let plain =
            |part: &String| sqlite.column_of(DbBackend::Sqlite, part.trim_end_matches(" DESC")).is_some();
        table.indexes.retain(|index| index.predicate.is_none() && index.parts.iter().all(plain));
        let checks = table.checks.iter_mut().map(|check| &mut check.expression);
        let generated = table.columns.iter_mut().filter_map(|column| column.generated.as_mut());
        for expression in checks.chain(generated) {
            *expression = backticks(expression);
        }
    }
    for unique in &mut table.uniques {
        unique.name = match (backend, unique.columns.as_slice()) {
            (DbBackend::Postgres, columns) => Some(format!("{plain}_{}_key", columns.join("_"))),
            (_, columns) => columns.first().cloned(),
        };
    }
    for index in &mut table.indexes {
        index.sql = None;
        for part in &mut index.parts {
            let (front, order) =
                part.strip_suffix(" DESC").map_or((part.as_str(), ""), |front| (front, " desc"));
            let column = sqlite.column_of(DbBackend::Sqlite, front).filter(|_| backend == DbBackend::MySql);
            *part = format!("{}{order}", column.map_or(front, |column| &column.name));
        }
    }
    for key in &mut table.foreign_keys {
        let usual = || format!("fk-{plain}-{}", key.columns.join("-"));
        key.name = Some(key.known_as.clone().unwrap_or_else(usual));
    }
    table
}

fn column(sqlite: &Column, backend: DbBackend, schema: &mut Schema) -> Column {
    let mut column = sqlite.clone();
    let sql = Sql(backend);
    match &sqlite.meaning {
        Some(Meaning::Enum { name, values }) => {
            let list: Vec<String> = values.iter().map(|value| sql.text(Some(value))).collect();
            column.ty = match backend {
                DbBackend::Postgres => {
                    schema.enums.insert(name.clone(), values.clone());
                    name.clone()
                }
                _ => format!("enum({})", list.join(",")),
            };
        }
        Some(Meaning::Type(ty)) => {
            column.ty = catalog_text(backend, ty).unwrap_or_else(|| sqlite.ty.clone());
        }
        None => {}
    }
    column.default = sqlite.default_value(DbBackend::Sqlite).map(|default| match default {
        DefaultValue::Text(text) => sql.text(Some(&text)),
        DefaultValue::Int(number) => number.to_string(),
        DefaultValue::Bool(truth) => truth.to_string(),
        DefaultValue::Now if backend == DbBackend::MySql => "current_timestamp(6)".to_owned(),
        DefaultValue::Now => "CURRENT_TIMESTAMP".to_owned(),
        DefaultValue::Expression(text) if backend == DbBackend::MySql => backticks(&text),
        DefaultValue::Expression(text) => text,
    });
    column.identity = sqlite.identity.as_ref().map(|_| match backend {
        DbBackend::Postgres => "by default".to_owned(),
        _ => "auto_increment".to_owned(),
    });
    // What comes after the name of a collation on SQLite means nothing elsewhere.
    column.collation = None;
    column
}

/// MySQL takes what is in double quotes for a text, and quotes names with backticks.
fn backticks(expression: &str) -> String {
    let mut in_text = false;
    let quote = |c: char| {
        in_text ^= c == '\'';
        if c == '"' && !in_text { '`' } else { c }
    };
    expression.chars().map(quote).collect()
}
