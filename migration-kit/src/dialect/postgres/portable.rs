//! What a type means on PostgreSQL.

use sea_orm::sea_query::{ColumnType, Expr, SchemaName, TypeRef};

use crate::dialect::Postgres;
use crate::dialect::portable::Portable;
use crate::dialect::text::Text as _;

impl Portable for Postgres {
    fn column_type(&self, ty: ColumnType) -> ColumnType {
        ty
    }

    fn now(&self) -> Expr {
        Expr::current_timestamp()
    }

    fn enum_type(&self, name: TypeRef, _values: &[&str]) -> ColumnType {
        postgres_enum(&name)
    }
}

/// The enum of that name. sea-query writes it without quotes, so that `Mood` would become `mood`.
pub(crate) fn postgres_enum(TypeRef(schema, name): &TypeRef) -> ColumnType {
    let schema = schema.iter().map(|SchemaName(_, schema)| schema);
    let parts = schema.chain([name]).map(|part| Postgres.ident(&part.to_string()));
    ColumnType::custom(parts.collect::<Vec<_>>().join("."))
}
