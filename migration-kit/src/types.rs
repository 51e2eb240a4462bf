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
//! texts; [`portable`] says what to write instead. Migrations use the helpers below it, which put
//! both together.
//!
//! MySQL's `timestamp` ends in 2038, MariaDB's in 2106 (since 11.5, on 64 bits): a time beyond that
//! is refused.

use sea_orm::DbBackend;
use sea_orm::sea_query::{
    Alias, ColumnDef, ColumnType, Expr, ExprTrait as _, IntoIden, SchemaName, TypeRef,
};

use crate::Backend;
use crate::sql::ident;

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
    match (backend, ty) {
        (DbBackend::MySql, ColumnType::TimestampWithTimeZone) => ColumnType::custom("timestamp(6)"),
        (DbBackend::MySql, ColumnType::Text) => ColumnType::custom("longtext"),
        (_, ty) => ty,
    }
}

/// A column of a point in time, kept in microseconds (on SQLite: as it was written).
pub fn timestamp(backend: DbBackend, name: impl IntoIden) -> ColumnDef {
    ColumnDef::new_with_type(name, portable(backend, ColumnType::TimestampWithTimeZone))
}

/// A column of text without a limit.
pub fn text(backend: DbBackend, name: impl IntoIden) -> ColumnDef {
    ColumnDef::new_with_type(name, portable(backend, ColumnType::Text))
}

/// The database's current time, as the default of a [`timestamp`]. MySQL wants it in the column's
/// own precision (manual of MySQL 8.4, section 13.2.6). On SQLite it is written as the driver
/// writes a time, with milliseconds, so that rows which took the default sort among rows which did
/// not; `CURRENT_TIMESTAMP` there has another format.
pub fn now(backend: DbBackend) -> Expr {
    match Backend::from(backend) {
        Backend::MySql => Expr::cust("CURRENT_TIMESTAMP(6)"),
        Backend::Sqlite => Expr::cust("(strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'))"),
        Backend::Postgres => Expr::current_timestamp(),
    }
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
    let (name, type_name) = (name.into_iden(), type_name.into());
    let values: Vec<&str> = values.into_iter().collect();
    if backend == DbBackend::MySql {
        return ColumnDef::new_with_type(name, mysql_enum(&values));
    }
    if backend == DbBackend::Postgres {
        return ColumnDef::new_with_type(name, postgres_enum(&type_name));
    }
    let ty = ColumnType::Enum {
        name: type_name.1,
        variants: values.iter().map(|value| Alias::new(*value).into_iden()).collect(),
    };
    let mut column = ColumnDef::new_with_type(name.clone(), ty);
    if backend == DbBackend::Sqlite {
        column.check(Expr::col(name).is_in(values));
    }
    column
}

/// PostgreSQL's enum of that name. sea-query writes it without quotes, so that `Mood` would become
/// `mood`.
pub(crate) fn postgres_enum(TypeRef(schema, name): &TypeRef) -> ColumnType {
    let schema = schema.iter().map(|SchemaName(_, schema)| schema);
    let parts =
        schema.chain([name]).map(|part| ident(DbBackend::Postgres.into(), &part.to_string()));
    ColumnType::custom(parts.collect::<Vec<_>>().join("."))
}

/// MySQL's type of those values. sea-query writes it without escaping them, and SeaORM's entities
/// do the same.
pub(crate) fn mysql_enum(values: &[impl AsRef<str>]) -> ColumnType {
    let quoted: Vec<String> = values
        .iter()
        .map(|value| format!("'{}'", value.as_ref().replace('\\', "\\\\").replace('\'', "''")))
        .collect();
    ColumnType::custom(format!("enum({})", quoted.join(", ")))
}
