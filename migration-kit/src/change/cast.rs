//! What becomes of the values of a column that gets another type.

use sea_orm::sea_query::{ColumnType, StringLen};

use super::{Phase, Script};
use crate::Backend;
use crate::dialect::cast::{self, Conversion};
use crate::schema::{Column, Meaning};
use crate::statement::{Sql, Statement};

/// New values of any expression of the old type, and that itself where an assignment is enough.
pub(super) fn cast(value: &str, before: &Column, after: &Column, sql: Sql) -> String {
    cast::of(sql.0).expression(value, before, after).unwrap_or_else(|| value.to_owned())
}

/// How the values of a column become those of another type; nothing where it is the same one, or
/// the database computes them.
pub(super) fn converted(
    backend: Backend,
    value: &str,
    before: &Column,
    after: &Column,
) -> Option<Conversion> {
    let is_retyped =
        before.ty != after.ty && before.generated.is_none() && after.generated.is_none();
    is_retyped.then(|| cast::of(backend).convert(value, before, after))
}

/// Why no value of the old type makes one of the new type; none where one does.
pub(crate) fn impossible(backend: Backend, before: &Column, after: &Column) -> Option<String> {
    match converted(backend, &before.name, before, after)? {
        Conversion::Impossible(why) => Some(why),
        _ => None,
    }
}

/// Rows whose values would be kept as they are, or taken for others, stop the migration before it
/// changes anything.
pub(super) fn check(table: &str, before: &Column, after: &Column, script: &mut Script<'_>) {
    let backend = script.backend;
    let of = script.renames.old_table(table);
    let old_name = |name: &str| script.renames.old_column(table, name);
    let column = old_name(&before.name);
    let value = Sql(backend).name(&column);
    let Some(Conversion::Checked(value)) = converted(backend, &value, before, after) else {
        return;
    };
    let key = script.before.tables.get(table).map(|table| &table.primary_key);
    let key = key.into_iter().flatten().map(|name| old_name(name)).collect();
    let check = Statement::CheckConversion { table: of, column, value, key };
    script.add(Phase::CheckConversions, table, &after.name, check);
}

/// Whether old values may fail to become new ones, or become less than they were. Growing within a
/// family is safe.
pub(crate) fn is_cast_of_its_own(backend: Backend, before: &Column, after: &Column) -> bool {
    use ColumnType as T;
    if before.ty == after.ty {
        return false;
    }
    let (Some(Meaning::Type(from)), Some(Meaning::Type(to))) = (&before.meaning, &after.meaning)
    else {
        let (Some(Meaning::Enum { values: from, .. }), Some(Meaning::Enum { values: to, .. })) =
            (&before.meaning, &after.meaning)
        else {
            return true;
        };
        return !from.iter().all(|value| to.contains(value));
    };
    let size = |ty: &ColumnType| match ty {
        T::TinyInteger => Some((1, 1)),
        T::TinyUnsigned => Some((2, 1)),
        T::SmallInteger => Some((1, 2)),
        T::SmallUnsigned => Some((2, 2)),
        T::Integer => Some((1, 4)),
        T::Unsigned => Some((2, 4)),
        T::BigInteger => Some((1, 8)),
        T::BigUnsigned => Some((2, 8)),
        _ => None,
    };
    let length = |ty: &ColumnType| match ty {
        T::Char(n) => Some(n.unwrap_or(1)),
        T::String(StringLen::N(n)) => Some(*n),
        T::String(_) => Some(cast::of(backend).unsized_text()),
        T::Text => Some(u32::MAX),
        _ => None,
    };
    if let (Some(from), Some(to)) = (size(from), size(to)) {
        return !(from.1 <= to.1
            && (from.0 == to.0 || (from.0 == 2 && to.0 == 1 && from.1 < to.1)));
    }
    if let (Some(from), Some(to)) = (length(from), length(to)) {
        return from > to;
    }
    match (from, to) {
        (T::Float, T::Double) | (T::Json, T::JsonBinary) => false,
        (T::Decimal(Some((p, s))), T::Decimal(Some((q, t)))) => !(t >= s && q - t >= p - s),
        _ => true,
    }
}
