//! What a column type that means the same everywhere is on a backend.

use sea_orm::sea_query::{ColumnType, Expr, TypeRef};

#[cfg(feature = "generate")]
pub(crate) use super::{mysql::portable::mysql_enum, postgres::portable::postgres_enum};

pub(crate) trait Portable {
    /// The type to declare for a column that means `ty` everywhere.
    fn column_type(&self, ty: ColumnType) -> ColumnType;

    /// The current time, as the default of a timestamp.
    fn now(&self) -> Expr;

    /// The type of an enum of that name and those values.
    fn enum_type(&self, name: TypeRef, values: &[&str]) -> ColumnType;
}

super::of!(Portable);
