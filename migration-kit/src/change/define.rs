//! Definitions for statements, from what a catalog says.

use sea_orm::sea_query::ForeignKeyAction;

use super::tuning::Of;
use super::{Script, exclusion, tuning};
use crate::Backend;
use crate::dialect::change::Alter;
use crate::dialect::ddl;
use crate::dialect::definition::{self, Comments};
use crate::dialect::enums::{self, Kept};
use crate::schema::{
    Check, Column, ForeignKey, Index, Key, KeyWords, Meaning, Part, PrimaryKey, ReferentialAction,
    Schema, Table, Unique, parts,
};
use crate::statement::{
    CheckDef, ColumnDef, ForeignKeyDef, IndexDef, Sql, Statement, TableDef, Ty, UniqueDef, escaped,
};

/// A column of a schema's table, without the keys it is part of.
pub(super) fn column(backend: Backend, schema: &Schema, table: &str, column: &Column) -> ColumnDef {
    let check = schema.tables.get(table).and_then(|table| {
        table.checks.iter().find(|check| check.column.as_ref() == Some(&column.name))
    });
    let check = check.map(|check| check.expression.inner().to_owned());
    ColumnDef { check, ..alone(backend, column) }
}

fn alone(backend: Backend, column: &Column) -> ColumnDef {
    let mut definition = ColumnDef {
        name: column.name.clone(),
        ty: Ty::of(column.meaning.as_ref(), &column.ty),
        nullable: column.nullable,
        default: column
            .default_value(backend)
            .map(|value| definition::of(backend).default_in_words(column, value)),
        auto_increment: false,
        primary_key: false,
        unique: false,
        generated: None,
        check: None,
        comment: column.comment.clone(),
        extra: None,
    };
    if let Some(generated) = &column.generated {
        definition.generated = Some((generated.expression.to_string(), generated.stored));
        definition.nullable |= definition::of(backend).computed_takes_null();
    }
    let mut extra = Vec::new();
    if let Some(identity) = column.identity {
        match definition::of(backend).identity(identity, column) {
            Some(words) => extra.push(words),
            None => definition.auto_increment = true,
        }
    }
    if let Some(serial) = definition::of(backend).serial(column) {
        (definition.ty, definition.default) = (Ty::Native(serial.to_owned()), None);
    }
    if let Some(collation) = &column.collation {
        extra.push(format!("COLLATE {}", Sql(backend).name(collation)));
    }
    if let Some(on_update) = &column.on_update {
        extra.push(format!("ON UPDATE {on_update}"));
    }
    if let Some(how) = &column.on_conflict {
        extra.push(format!("NOT NULL ON CONFLICT {how}"));
    }
    if column.invisible {
        extra.push("INVISIBLE".to_owned());
    }
    definition.extra = (!extra.is_empty()).then(|| extra.join(" "));
    definition
}

/// Whether the database numbers its rows.
pub(super) fn is_numbered(backend: Backend, column: &Column) -> bool {
    column.identity.is_some() || definition::of(backend).serial(column).is_some()
}

/// A whole table of a schema; foreign keys for which `inline` says no are left for later.
pub(super) fn table(
    backend: Backend,
    schema: &Schema,
    name: &str,
    table: &Table,
    inline: impl Fn(&ForeignKey) -> bool,
) -> TableDef {
    let key_words = &table.primary_key_words;
    let is_inline = !key_words.is_empty()
        && (table.primary_key.len() > 1 || behind_column(key_words).is_none());
    let is_apart = is_inline || !table.primary_key_terms.is_plain();
    let single_key = match table.primary_key.as_slice() {
        [key] if !is_apart => Some(key),
        _ => None,
    };
    let is_plain = |unique: &&Unique| unique.is_plain(backend, name);
    let columns = table.columns.iter().map(|of| {
        let mut definition = column(backend, schema, name, of);
        definition.primary_key = single_key == Some(&of.name);
        if definition.primary_key
            && let Some(words) = behind_column(&table.primary_key_words)
        {
            let number = if definition.auto_increment { " AUTOINCREMENT" } else { "" };
            let extra =
                definition.extra.iter().cloned().chain([format!("PRIMARY KEY{words}{number}")]);
            definition.extra = Some(extra.collect::<Vec<_>>().join(" "));
            (definition.primary_key, definition.auto_increment) = (false, false);
        }
        definition.unique =
            table.uniques.iter().filter(is_plain).any(|unique| unique.columns[0] == of.name);
        definition
    });
    let others = table
        .uniques
        .iter()
        .filter(|unique| !is_plain(unique) && unique.words.is_empty() && unique.terms.is_plain());
    let uniques = others.map(|unique| UniqueDef {
        name: unique.name.as_deref().map(|name| escaped(backend, name)),
        columns: unique.columns.clone(),
    });
    TableDef {
        name: name.to_owned(),
        columns: columns.collect(),
        primary_key: match single_key.is_some() || is_apart {
            true => Vec::new(),
            false => table.primary_key.clone(),
        },
        uniques: uniques.collect(),
        foreign_keys: table
            .foreign_keys
            .iter()
            .filter(|key| inline(key))
            .filter_map(|key| foreign_key(backend, key))
            .collect(),
        checks: own_checks(backend, table)
            .filter(|check| check.terms.is_plain())
            .map(|check| self::check(backend, name, table, check))
            .collect(),
        constraints: in_own_words(backend, table, is_inline, inline),
        comment: table.comment.clone(),
    }
}

/// What a primary key of one column says behind it; none where that is nothing, or where it has to
/// be said of the table.
fn behind_column(words: &KeyWords) -> Option<String> {
    let of_column = words.of_columns.first().filter(|words| !words.is_empty());
    let can_be_said = of_column.is_none_or(|words| !words.contains("COLLATE"));
    let of_column = of_column.map(|words| format!(" {words}")).unwrap_or_default();
    (!words.is_empty() && can_be_said).then(|| format!("{of_column}{words}"))
}

/// SQLite: the constraints of a table that sea-query has no words for.
fn in_own_words(
    backend: Backend,
    table: &Table,
    key_is_apart: bool,
    inline: impl Fn(&ForeignKey) -> bool,
) -> Vec<String> {
    let sql = Sql(backend);
    let key = |kind: &str, columns: &[String], words: &KeyWords| {
        let columns: Vec<String> = columns.iter().map(|name| sql.name(name)).collect();
        format!("{kind} ({}){words}", words.behind(&columns))
    };
    let primary =
        key_is_apart.then(|| key("PRIMARY KEY", &table.primary_key, &table.primary_key_words));
    let uniques = table.uniques.iter().filter(|unique| !unique.words.is_empty());
    let uniques = uniques.map(|unique| key("UNIQUE", &unique.columns, &unique.words));
    // Elsewhere they are added to the table behind it.
    let unsaid = |of: &&ForeignKey| {
        ddl::of(backend).rebuilds() && inline(of) && foreign_key(backend, of).is_none()
    };
    let foreign = table.foreign_keys.iter().filter(unsaid).map(|of| {
        let name = of.name.as_ref().or(of.known_as.as_ref());
        let name = name.map(|name| format!("CONSTRAINT {} ", sql.name(name)));
        format!("{}{}", name.unwrap_or_default(), sql.foreign_key(of))
    });
    primary.into_iter().chain(uniques).chain(foreign).collect()
}

/// The checks that are no part of a column's type.
pub(super) fn own_checks(backend: Backend, table: &Table) -> impl Iterator<Item = &Check> {
    let folded: Vec<usize> = table
        .columns
        .iter()
        .filter(|column| {
            enums::of(backend).kept() == Kept::Check
                && matches!(column.meaning, Some(Meaning::Enum { .. }))
        })
        .filter_map(|column| table.enum_check(&column.name))
        .map(|(at, _)| at)
        .collect();
    let checks = table.checks.iter().enumerate().filter(move |(at, _)| !folded.contains(at));
    checks.map(|(_, check)| check).filter(|check| check.column.is_none())
}

/// A check inside CREATE TABLE. A name that the backend has made up is left to it.
fn check(backend: Backend, name: &str, table: &Table, check: &Check) -> CheckDef {
    CheckDef {
        name: check
            .name
            .clone()
            .filter(|of| !definition::of(backend).makes_up(of, (name, table), check)),
        expression: check.expression.inner().to_owned(),
    }
}

/// A foreign key; none when sea-query cannot say it.
pub(super) fn foreign_key(backend: Backend, key: &ForeignKey) -> Option<ForeignKeyDef> {
    let is_elsewhere = parts(&key.parent).0.is_some();
    if !key.terms.is_plain()
        || key.parent_columns.is_empty()
        || (is_elsewhere && !definition::of(backend).parent_may_be_elsewhere())
    {
        return None;
    }
    Some(ForeignKeyDef {
        name: key.name.as_ref().or(key.known_as.as_ref()).map(|name| escaped(backend, name)),
        columns: key.columns.clone(),
        parent: key.parent.clone(),
        parent_columns: key.parent_columns.clone(),
        on_delete: action(backend, key.on_delete),
        on_update: action(backend, key.on_update),
    })
}

/// What is not the default, which is NO ACTION.
fn action(backend: Backend, action: ReferentialAction) -> Option<ForeignKeyAction> {
    match action {
        ReferentialAction::Cascade => Some(ForeignKeyAction::Cascade),
        ReferentialAction::SetNull => Some(ForeignKeyAction::SetNull),
        ReferentialAction::SetDefault => Some(ForeignKeyAction::SetDefault),
        ReferentialAction::Restrict => {
            (!definition::of(backend).restricts_by_default()).then_some(ForeignKeyAction::Restrict)
        }
        ReferentialAction::NoAction => None,
    }
}

/// The statement that creates an index.
pub(super) fn index(backend: Backend, of: &str, index: &Index) -> Statement {
    match plain_index(backend, of, index) {
        Some(definition) => Statement::CreateIndex(definition),
        None => Statement::Sql(match &index.sql {
            Some(sql) => sql.clone(),
            None => index_sql(backend, of, index),
        }),
    }
}

pub(super) fn plain_index(backend: Backend, of: &str, index: &Index) -> Option<IndexDef> {
    if index.method.is_some() || !index.tuning.parameters.is_empty() {
        return None;
    }
    let parts = index.parts.iter().map(|part| {
        let (name, descending) = part.as_plain()?;
        Some((name.clone(), descending))
    });
    Some(IndexDef {
        table: of.to_owned(),
        name: escaped(backend, &index.name),
        unique: index.unique,
        parts: parts.collect::<Option<_>>()?,
        include: index.include.clone(),
        predicate: index.predicate.as_ref().map(|predicate| predicate.inner().to_owned()),
        nulls_not_distinct: index.nulls_not_distinct,
    })
}

/// For MySQL, whose catalog has no text of an index, and for what was read on SQLite alone.
fn index_sql(backend: Backend, of: &str, index: &Index) -> String {
    let sql = Sql(backend);
    let part = |part: &Part| {
        let key = match &part.key {
            Key::Column(name) => sql.name(name),
            Key::Expression(expression) => format!("({expression})"),
        };
        let length = part.length.map(|length| format!("({length})")).unwrap_or_default();
        format!("{key}{length}{}", if part.descending { " DESC" } else { "" })
    };
    let parts: Vec<String> = index.parts.iter().map(part).collect();
    let kind = match (index.unique, index.method.as_deref()) {
        (true, _) => "UNIQUE ",
        (_, Some("FULLTEXT")) => "FULLTEXT ",
        (_, Some("SPATIAL")) => "SPATIAL ",
        _ => "",
    };
    let predicate =
        index.predicate.as_ref().map(|of| format!(" WHERE {}", of.inner())).unwrap_or_default();
    let (name, table) = (sql.name(&index.name), sql.table(of));
    format!("CREATE {kind}INDEX {name} ON {table} ({}){predicate}", parts.join(", "))
}

/// What comes behind the definition of a new table: the names of the sequences of its columns,
/// where the backend makes up others, the constraints that sea-query has no words for, and its
/// comments, where they are no part of its definition. `inline` tells the foreign keys that are.
pub(super) fn beside(
    script: &Script<'_>,
    name: &str,
    table: &Table,
    inline: impl Fn(&ForeignKey) -> bool,
) -> Vec<Statement> {
    let Some(alter) = script.alter() else { return Vec::new() };
    let named = table.columns.iter().filter_map(|column| alter.name_sequence(name, column));
    let named = named.chain(constraints(script.backend, name, table, alter));
    if definition::of(script.backend).comments() != Comments::Apart {
        return named.collect();
    }
    let of_table = table.comment.as_deref().map(|text| alter.comment_on_table(name, Some(text)));
    let columns = table.columns.iter().filter(|column| column.comment.is_some());
    let of_columns = columns.filter_map(|column| alter.comment_on_column(name, column));
    let key = table.primary_key_name.as_ref().map(|of| (of.clone(), &table.primary_key_terms));
    let uniques = table.uniques.iter().map(|of| (of.object_name(), &of.terms));
    let checks = table.checks.iter().map(|of| (of.object_name(), &of.terms));
    let exclusions = table.exclusions.iter().map(|of| (of.index.name.clone(), &of.terms));
    let keys = table.foreign_keys.iter().filter(|key| inline(key));
    let keys = keys.map(|of| (of.object_name(), &of.terms));
    let all = key.into_iter().chain(uniques).chain(checks).chain(exclusions).chain(keys);
    let of_constraints = all.filter_map(|(of, terms)| {
        tuning::of_new(Of::Constraint, (name, &of), &terms.tuning, Sql(script.backend))
    });
    let of_constraints = of_constraints.map(Statement::Sql);
    named.chain(of_table).chain(of_columns).chain(of_constraints).collect()
}

/// The constraints of a new table that sea-query has no words for, but for foreign keys.
fn constraints(
    backend: Backend,
    name: &str,
    table: &Table,
    alter: &dyn Alter,
) -> impl Iterator<Item = Statement> {
    let sql = Sql(backend);
    let key =
        PrimaryKey { columns: table.primary_key.clone(), terms: table.primary_key_terms.clone() };
    let key = (!key.terms.is_plain())
        .then(|| alter.add_primary_key(name, table.primary_key_name.as_deref(), &key));
    let uniques = table.uniques.iter().filter(|unique| !unique.terms.is_plain());
    let uniques = uniques.map(move |unique| alter.add_unique(name, unique));
    let checks = table.checks.iter().filter(|check| !check.terms.is_plain());
    let checks = checks.map(move |check| {
        let of = sql.name(&check.object_name());
        sql.alter(name, &format!("ADD CONSTRAINT {of} {}", sql.check(check)))
    });
    let exclusions = table.exclusions.iter().map(move |of| exclusion::add(name, of, sql));
    key.into_iter().chain(uniques).chain(checks).chain(exclusions)
}
