//! To which family the values of a column belong: what is converted alike whatever its length.

use sea_orm::sea_query::ColumnType;

use crate::schema::{Column, Meaning};
use crate::sql::types;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Bool,
    Whole,
    /// With a fraction.
    Fraction,
    Text,
    Date,
    Time,
    /// A date with a time of day, and no zone.
    Moment,
    /// A point in time.
    Instant,
    Uuid,
    Json,
    Bytes,
    /// Bytes of one length, which MySQL fills up with zeros.
    FixedBytes,
    Enum,
    /// PostgreSQL's lists.
    Array,
    /// What is converted in no way of its own.
    Other,
}

impl Family {
    pub(crate) fn of(column: &Column) -> Self {
        match &column.meaning {
            Some(Meaning::Enum { .. }) => Self::Enum,
            Some(Meaning::Type(ty)) => Self::of_type(ty),
            // Such as `text` on MySQL, or `datetime` on SQLite, which sea-query does not write.
            None => Self::of_words(&column.ty.to_lowercase()),
        }
    }

    fn of_type(ty: &ColumnType) -> Self {
        use ColumnType as T;
        match ty {
            T::Boolean => Self::Bool,
            T::TinyInteger | T::SmallInteger | T::Integer | T::BigInteger => Self::Whole,
            T::TinyUnsigned | T::SmallUnsigned | T::Unsigned | T::BigUnsigned => Self::Whole,
            T::Float | T::Double | T::Decimal(_) => Self::Fraction,
            T::Text | T::String(_) | T::Char(_) => Self::Text,
            T::Date => Self::Date,
            T::Time => Self::Time,
            T::DateTime | T::Timestamp => Self::Moment,
            T::TimestampWithTimeZone => Self::Instant,
            T::Uuid => Self::Uuid,
            T::Json | T::JsonBinary => Self::Json,
            T::Blob | T::VarBinary(_) => Self::Bytes,
            T::Binary(_) => Self::FixedBytes,
            T::Array(_) => Self::Array,
            _ => Self::Other,
        }
    }

    fn of_words(ty: &str) -> Self {
        if ty.ends_with(']') {
            return Self::Array;
        }
        match types::parse(ty).name.as_str() {
            "bool" => Self::Bool,
            "tinyint" | "smallint" | "mediumint" | "integer" | "bigint" => Self::Whole,
            "numeric" | "real" | "double" => Self::Fraction,
            "char" | "varchar" | "nvarchar" | "clob" => Self::Text,
            "tinytext" | "text" | "mediumtext" | "longtext" => Self::Text,
            "date" => Self::Date,
            "time" => Self::Time,
            "timestamp" | "datetime" => Self::Moment,
            "timestamptz" => Self::Instant,
            "json" | "jsonb" => Self::Json,
            "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" | "bytea" => Self::Bytes,
            "binary" => Self::FixedBytes,
            _ => Self::Other,
        }
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Whole | Self::Fraction)
    }

    /// A date, a time of day, or both.
    pub(crate) fn is_of_time(self) -> bool {
        matches!(self, Self::Date | Self::Time | Self::Moment | Self::Instant)
    }

    pub(crate) fn is_bytes(self) -> bool {
        matches!(self, Self::Bytes | Self::FixedBytes)
    }

    /// How a person calls one value of it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Bool => "a truth value",
            Self::Whole => "a whole number",
            Self::Fraction => "a number",
            Self::Text => "a text",
            Self::Date => "a date",
            Self::Time => "a time of day",
            Self::Moment | Self::Instant => "a point in time",
            Self::Uuid => "a UUID",
            Self::Json => "JSON",
            Self::Bytes | Self::FixedBytes => "bytes",
            Self::Enum => "a value of an enum",
            Self::Array => "an array",
            Self::Other => "a value",
        }
    }
}
