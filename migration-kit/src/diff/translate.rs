//! What a schema that was read on SQLite is on a backend that was not: as near as its types and the
//! entities say. What comes of it is marked as unverified.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::ColumnType;

use super::{Hints, Side};
use crate::Backend;
use crate::dialect::enums::{self, Kept};
use crate::dialect::translate::{self, Translation};
use crate::schema::{
    Column, DefaultValue, Expression, Index, KeyWords, Meaning, Schema, Table, catalog_text, parts,
    qualified,
};
use crate::statement::Sql;

/// Both sides, translated. Most tables are the same on both.
pub(super) fn translated(sqlite: &Side, backend: Backend, hints: &Hints) -> Option<Side> {
    let to = To { backend, words: translate::of(backend).translation()? };
    let desired = schema(&sqlite.desired, to, hints, |_, _| None);
    let current = schema(&sqlite.current, to, hints, |name, of| {
        let is_same = sqlite.desired.tables.get(name) == Some(of);
        desired.tables.get(name).filter(|_| is_same).cloned()
    });
    Some(Side { backend, desired, current })
}

/// The backend for which a schema is translated, and how.
#[derive(Clone, Copy)]
struct To {
    backend: Backend,
    words: &'static dyn Translation,
}

impl To {
    fn expression(self, text: &str) -> Expression {
        Expression::new(self.backend, self.words.expression(text))
    }
}

/// `known` gives what was translated already.
fn schema(
    sqlite: &Schema,
    to: To,
    hints: &Hints,
    known: impl Fn(&str, &Table) -> Option<Table>,
) -> Schema {
    let translate = |(name, of): (&String, &Table)| {
        let table = known(name, of).unwrap_or_else(|| {
            let mut table = table(name, of, to);
            for column in &mut table.columns {
                column.comment = hints.comments.get(&(name.clone(), column.name.clone())).cloned();
            }
            table
        });
        (name.clone(), table)
    };
    let tables = sqlite.tables.iter().map(translate).collect();
    // The name of a type that no entity has is only guessed, and what is guessed is not dropped.
    let known: BTreeSet<String> = hints
        .types
        .values()
        .filter_map(|ty| match ty {
            ColumnType::Enum { name, .. } => Some(qualified(None, &name.to_string())),
            _ => None,
        })
        .collect();
    let columns = sqlite.tables.values().flat_map(|table| &table.columns);
    let enums = columns.filter_map(|column| match &column.meaning {
        Some(Meaning::Enum { name, values }) if known.contains(name) => {
            Some((name.clone(), values.clone()))
        }
        _ => None,
    });
    let enums = match enums::of(to.backend).kept() {
        Kept::OwnType => enums.collect(),
        Kept::ColumnType | Kept::Check => BTreeMap::new(),
    };
    Schema { tables, enums, ..Schema::default() }
}

fn table(name: &str, sqlite: &Table, to: To) -> Table {
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
    let mut taken: BTreeSet<String> =
        table.checks.iter().filter_map(|check| check.name.clone()).collect();
    for (at, check) in table.checks.iter_mut().enumerate() {
        let made_up = to.words.check_name((name, sqlite), check, at);
        // One more of that name gets a number.
        let numbered = (1..).map(|number| format!("{made_up}{number}"));
        let mut free =
            std::iter::once(made_up.clone()).chain(numbered).filter(|name| !taken.contains(name));
        if check.name.is_none() {
            check.name = free.next();
        }
        taken.extend(check.name.clone());
    }
    for column in &mut table.columns {
        *column = self::column(column, to);
        column.nullable &= !sqlite.primary_key.contains(&column.name);
    }
    table.indexes.retain(|index| to.words.takes_index(index));
    let checks = table.checks.iter_mut().map(|check| &mut check.expression);
    let generated = table.columns.iter_mut().filter_map(|column| column.generated.as_mut());
    let predicates = table.indexes.iter_mut().flat_map(Index::expressions_mut);
    for expression in checks.chain(generated.map(|of| &mut of.expression)).chain(predicates) {
        *expression = to.expression(expression.as_str());
    }
    for unique in &mut table.uniques {
        unique.words = KeyWords::default();
        unique.name = to.words.unique_name(name, &unique.columns);
    }
    table.primary_key_words = KeyWords::default();
    for index in &mut table.indexes {
        index.sql = None;
        // What is the name of a collation on SQLite means nothing elsewhere.
        index.parts.iter_mut().for_each(|part| part.collation = None);
    }
    for key in &mut table.foreign_keys {
        let usual = || format!("fk-{plain}-{}", key.columns.join("-"));
        key.terms.deferrable = key.terms.deferrable.filter(|_| to.words.defers_keys());
        key.name = Some(key.known_as.clone().unwrap_or_else(usual));
    }
    table
}

fn column(sqlite: &Column, to: To) -> Column {
    let mut column = sqlite.clone();
    let sql = Sql(to.backend);
    match &sqlite.meaning {
        Some(Meaning::Enum { name, values }) => {
            let list: Vec<String> = values.iter().map(|value| sql.text(Some(value))).collect();
            column.ty = to.words.enum_type(name, &list);
        }
        Some(Meaning::Type(ty)) => {
            column.ty = catalog_text(to.backend, ty).unwrap_or_else(|| sqlite.ty.clone());
        }
        None => {}
    }
    let default = sqlite.default_value(Backend::Sqlite).map(|default| match default {
        DefaultValue::Text(text) => sql.text(Some(&text)),
        DefaultValue::Int(number) => number.to_string(),
        DefaultValue::Bool(truth) => truth.to_string(),
        DefaultValue::Now => to.words.now().to_owned(),
        DefaultValue::Expression(text) => to.words.expression(&text),
    });
    column.default = default.map(|text| Expression::new(to.backend, text));
    column.on_conflict = None;
    column.identity = sqlite.identity.map(|_| to.words.numbered());
    // What comes after the name of a collation on SQLite means nothing elsewhere.
    column.collation = None;
    column
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Check, Terms};

    #[test]
    fn each_check_has_a_name_of_its_own() {
        let column = |name: &str| Column { name: name.to_owned(), ..Column::default() };
        let check = |text: &str| Check {
            name: None,
            expression: Expression::new(Backend::Sqlite, text),
            column: None,
            terms: Terms::default(),
        };
        let sqlite = Table {
            columns: vec![column("a"), column("b")],
            checks: ["a < b", "a <> b", "a > 0", "b > 0"].map(check).into(),
            ..Table::default()
        };
        let on = |backend| {
            let to = To { backend, words: translate::of(backend).translation().unwrap() };
            let checks = table("t", &sqlite, to).checks;
            checks.into_iter().filter_map(|check| check.name).collect::<Vec<_>>()
        };
        assert_eq!(on(Backend::Postgres), ["t_check", "t_check1", "t_a_check", "t_b_check"]);
        assert_eq!(
            on(Backend::MySql),
            ["CONSTRAINT_1", "CONSTRAINT_2", "CONSTRAINT_3", "CONSTRAINT_4"]
        );
    }
}
