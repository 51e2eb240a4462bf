//! What a column type means on each backend: the one place that keeps the three of them the same.
//!
//! | meaning | PostgreSQL | MySQL, MariaDB | SQLite |
//! |---|---|---|---|
//! | uuid | `uuid` | `binary(16)` | 16 bytes, declared `uuid_text` |
//! | timestamp with time zone, in microseconds | `timestamptz` | `timestamp(6)`, in UTC | RFC 3339 text |
//! | text without a limit | `text` | `longtext` (`text` ends at 64 KB) | `text` |
//! | JSON | `jsonb` | `json` | text |
//! | enum | a type of its own | `enum(…)` | text with a check of its values |
//!
//! sea-query writes `timestamp` and `text` on MySQL, which lose fractions of a second and long
//! texts; [`portable()`] says what to write instead. Migrations use the helpers below it, which put
//! both together.
//!
//! MySQL's `timestamp` ends in 2038, MariaDB's in 2106 (since 11.5, on 64 bits): a time beyond that
//! is refused.

use sea_orm::DbBackend;
use sea_orm::sea_query::{ColumnDef, ColumnType, Expr, ExprTrait as _, IntoIden, TypeRef};

use crate::dialect::enums::{self, Kept};
use crate::dialect::portable;
#[cfg(feature = "generate")]
pub(crate) use crate::dialect::portable::{mysql_enum, postgres_enum};

/// The type to declare on `backend` for a column that means `ty` everywhere.
///
/// ```
/// use migration_kit::types::portable;
/// use sea_orm_migration::sea_orm::{DbBackend, sea_query::ColumnType};
///
/// assert_eq!(portable(DbBackend::Postgres, ColumnType::Text), ColumnType::Text);
/// assert_eq!(portable(DbBackend::MySql, ColumnType::Text), ColumnType::custom("longtext"));
/// ```
pub fn portable(backend: DbBackend, ty: ColumnType) -> ColumnType {
    portable::of(backend.into()).column_type(ty)
}

/// A column of a point in time, kept in microseconds (on SQLite: as it was written).
pub fn timestamp(backend: DbBackend, name: impl IntoIden) -> ColumnDef {
    ColumnDef::new_with_type(name, portable(backend, ColumnType::TimestampWithTimeZone))
}

/// A column of text without a limit.
pub fn text(backend: DbBackend, name: impl IntoIden) -> ColumnDef {
    ColumnDef::new_with_type(name, portable(backend, ColumnType::Text))
}

/// The database's current time, as the default of a [`timestamp`]: on MySQL in the column's own
/// precision, which it wants, and on SQLite as the driver writes a time, with milliseconds.
pub fn now(backend: DbBackend) -> Expr {
    portable::of(backend.into()).now()
}

/// A column of an enum: of the type `type_name`, which the migration has created, on PostgreSQL,
/// where `("schema", "name")` is one of another schema; `enum(…)` on MySQL; text with a check on
/// SQLite.
pub fn enumeration<'v>(
    backend: DbBackend,
    name: impl IntoIden,
    type_name: impl Into<TypeRef>,
    values: impl IntoIterator<Item = &'v str>,
) -> ColumnDef {
    let name = name.into_iden();
    let values: Vec<&str> = values.into_iter().collect();
    let dialect = portable::of(backend.into());
    let ty = dialect.enum_type(type_name.into(), &values);
    let mut column = ColumnDef::new_with_type(name.clone(), ty);
    if enums::of(backend.into()).kept() == Kept::Check {
        column.check(Expr::col(name).is_in(values));
    }
    column
}
