//! A column that comes back without its values: which ones there are, and what such a column can
//! have in every row.

use super::ambiguities;
use crate::Backend;
use crate::dialect::neutral;
use crate::schema::{self, Schema};

/// The columns of `after` in tables of both that are required, and are new or were not required.
pub(super) fn required<'s>(
    before: &Schema,
    after: &'s Schema,
) -> Vec<(&'s str, &'s schema::Column)> {
    let tables = after
        .tables
        .iter()
        .filter_map(|(name, table)| Some((name, table, before.tables.get(name)?)));
    tables
        .flat_map(|(name, table, old)| {
            let needs = |column: &&schema::Column| match old.column(&column.name) {
                None => ambiguities::is_required(column),
                // With another type there is no value that fits both before and after.
                Some(old) => old.nullable && !column.nullable && old.ty == column.ty,
            };
            table.columns.iter().filter(needs).map(|column| (name.as_str(), column))
        })
        .collect()
}

/// Whether rows with one value in the column could not be, or could not be without a parent.
pub(crate) fn is_key(table: &schema::Table, column: &String) -> bool {
    let alone = |columns: &[String]| columns == [column.clone()];
    alone(&table.primary_key)
        || table.foreign_keys.iter().any(|key| key.columns.contains(column))
        || table.uniques.iter().any(|unique| alone(&unique.columns))
        || table.indexes.iter().any(|index| index.unique && alone(&index.columns()))
}

/// A value that a required column can have in every row; none where there is no such thing. A check
/// on a number most often asks for a positive one.
pub(super) fn neutral(backend: Backend, column: &schema::Column, checked: bool) -> Option<String> {
    let number = || Some(if checked { "1" } else { "0" }.to_owned());
    use sea_orm::sea_query::ColumnType as T;
    let of = neutral::of(backend);
    if let Some(empty) = of.empty_array(&column.ty) {
        return Some(empty.to_owned());
    }
    Some(match column.meaning.as_ref()? {
        schema::Meaning::Enum { values, .. } => {
            let text = crate::statement::Sql(backend).text(Some(values.first()?));
            of.enum_value(text, &column.ty)
        }
        schema::Meaning::Type(ty) => match ty {
            T::Text | T::String(_) | T::Char(_) => "''".to_owned(),
            T::TinyInteger
            | T::SmallInteger
            | T::Integer
            | T::BigInteger
            | T::Float
            | T::Double
            | T::Decimal(_) => {
                return number();
            }
            T::TinyUnsigned | T::SmallUnsigned | T::Unsigned | T::BigUnsigned => return number(),
            T::Boolean => "false".to_owned(),
            T::Uuid => of.nil_uuid().to_owned(),
            T::Date => "'1970-01-01'".to_owned(),
            T::DateTime | T::Timestamp | T::TimestampWithTimeZone => "CURRENT_TIMESTAMP".to_owned(),
            T::Json | T::JsonBinary => "'{}'".to_owned(),
            _ => return None,
        },
    })
}
