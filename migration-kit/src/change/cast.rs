//! What becomes of the values of a column that gets another type.

use sea_orm::sea_query::{ColumnType, StringLen};

use crate::Backend;
use crate::schema::{Column, Meaning};
use crate::statement::Sql;

/// How PostgreSQL makes the new values of the old ones, where it does not by itself (manual,
/// section "ALTER TABLE", USING): an assignment cast is enough, any other has to be asked for, and
/// what has none goes by way of its text.
pub(super) fn using(before: &Column, after: &Column, sql: Sql) -> Option<String> {
    asked_for(&sql.name(&after.name), before, after)
}

/// The same of any expression of the old type, and that itself where an assignment is enough.
pub(super) fn cast(value: &str, before: &Column, after: &Column) -> String {
    asked_for(value, before, after).unwrap_or_else(|| value.to_owned())
}

fn asked_for(name: &str, before: &Column, after: &Column) -> Option<String> {
    match (family(before), family(after)) {
        (from, to) if from == to && from != Family::Other && from != Family::Enum => None,
        (_, Family::Text) => None,
        // Only `integer` can be made of a truth value, and a truth value of it.
        (Family::Number, Family::Bool) | (Family::Bool, Family::Number) => {
            Some(format!("{name}::integer::{}", after.ty))
        }
        (Family::Text, _) => Some(format!("{name}::{}", after.ty)),
        _ => Some(format!("{name}::text::{}", after.ty)),
    }
}

/// Whether numbers with a fraction become whole ones, which SQLite would keep as they are.
pub(super) fn is_rounded(before: &Column, after: &Column) -> bool {
    use ColumnType as T;
    let of = |column: &Column, is: fn(&ColumnType) -> bool| match &column.meaning {
        Some(Meaning::Type(ty)) => is(ty),
        _ => false,
    };
    of(before, |ty| matches!(ty, T::Float | T::Double | T::Decimal(_)))
        && of(after, |ty| {
            matches!(ty, T::TinyInteger | T::SmallInteger | T::Integer | T::BigInteger)
        })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Number,
    Text,
    Bool,
    Time,
    Json,
    Bytes,
    Enum,
    Other,
}

fn family(column: &Column) -> Family {
    use ColumnType as T;
    match &column.meaning {
        Some(Meaning::Enum { .. }) => Family::Enum,
        Some(Meaning::Type(ty)) => match ty {
            T::TinyInteger | T::SmallInteger | T::Integer | T::BigInteger => Family::Number,
            T::TinyUnsigned | T::SmallUnsigned | T::Unsigned | T::BigUnsigned => Family::Number,
            T::Float | T::Double | T::Decimal(_) => Family::Number,
            T::Text | T::String(_) | T::Char(_) => Family::Text,
            T::Boolean => Family::Bool,
            T::Date | T::DateTime | T::Timestamp | T::TimestampWithTimeZone => Family::Time,
            T::Json | T::JsonBinary => Family::Json,
            T::Blob | T::Binary(_) | T::VarBinary(_) => Family::Bytes,
            _ => Family::Other,
        },
        None => Family::Other,
    }
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
        // What `varchar` without a length is there.
        T::String(_) if backend == Backend::MySql => Some(255),
        T::String(_) | T::Text => Some(u32::MAX),
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

/// MySQL: whether the old values need not be written again: an enum that gets values behind its
/// own, and a text whose length takes as many bytes as before (MySQL 8.4 manual, section 17.12.1),
/// with up to four bytes for a character.
pub(super) fn grows_in_place(before: &Column, after: &Column) -> bool {
    match (&before.meaning, &after.meaning) {
        (Some(Meaning::Enum { values: old, .. }), Some(Meaning::Enum { values: new, .. })) => {
            new.starts_with(old)
        }
        (
            Some(Meaning::Type(ColumnType::String(StringLen::N(old)))),
            Some(Meaning::Type(ColumnType::String(StringLen::N(new)))),
        ) => old <= new && (*new <= 63 || *old >= 256),
        _ => false,
    }
}
