//! How a catalog tells types, defaults and constraints, for whoever looks for what they mean.

use sea_orm::sea_query::{Alias, ColumnDef, ColumnType, SchemaBuilder, Table};

use crate::Backend;
use crate::sql::Expression;
use crate::types::portable;

pub(crate) trait Types {
    /// How a catalog tells a column that sea-query has made of that type; none where the backend
    /// has no such type.
    fn catalog_text(&self, ty: &ColumnType) -> Option<String>;

    /// The text of a type without what only some versions show, and what says nothing.
    fn plain(&self, text: &str) -> String;

    /// The name of the constraint that UNIQUE behind a column makes.
    fn unique_name(&self, table: &str, column: &str) -> String;

    /// A default without the cast to the type of its column.
    fn without_cast<'t>(&self, default: &'t str) -> &'t str;

    /// Whether a default is what [`types::now`](crate::types::now) is in a catalog.
    fn is_current_time(&self, default: &Expression) -> bool;
}

/// A column's type as sea-query writes it.
pub(super) fn written(
    backend: Backend,
    ty: &ColumnType,
    builder: impl SchemaBuilder,
) -> Option<String> {
    let column = ColumnDef::new_with_type(Alias::new("c"), portable(backend.into(), ty.clone()));
    let sql = Table::alter().table(Alias::new("t")).add_column(column).to_string(builder);
    let (_, written) = sql.split_once("COLUMN ")?;
    Some(written.get(3..)?.trim().to_owned())
}

/// Whether PostgreSQL alone has that type.
pub(super) fn is_of_postgres(ty: &ColumnType) -> bool {
    matches!(
        ty,
        ColumnType::Interval(..)
            | ColumnType::Array(_)
            | ColumnType::Vector(_)
            | ColumnType::Cidr
            | ColumnType::Inet
            | ColumnType::MacAddr
            | ColumnType::LTree
    )
}

super::of!(Types);
