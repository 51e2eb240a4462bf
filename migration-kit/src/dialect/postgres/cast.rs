//! What becomes of the values of a column that gets another type.

use sea_orm::sea_query::ColumnType;

use crate::dialect::Postgres;
use crate::dialect::cast::Cast;
use crate::schema::{Column, Meaning};

impl Cast for Postgres {
    /// An assignment cast is enough, any other has to be asked for, and what has none goes by way
    /// of its text (manual, section "ALTER TABLE", USING).
    fn cast(&self, value: &str, before: &Column, after: &Column) -> Option<String> {
        match (family(before), family(after)) {
            (from, to) if from == to && from != Family::Other && from != Family::Enum => None,
            (_, Family::Text) => None,
            // Only `integer` can be made of a truth value, and a truth value of it.
            (Family::Number, Family::Bool) | (Family::Bool, Family::Number) => {
                Some(format!("{value}::integer::{}", after.ty))
            }
            (Family::Text, _) => Some(format!("{value}::{}", after.ty)),
            _ => Some(format!("{value}::text::{}", after.ty)),
        }
    }

    fn unsized_text(&self) -> u32 {
        u32::MAX
    }
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
