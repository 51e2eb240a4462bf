//! What a type means on SQLite.

use sea_orm::sea_query::{Alias, ColumnType, Expr, IntoIden as _, TypeRef};

use crate::dialect::Sqlite;
use crate::dialect::portable::Portable;

impl Portable for Sqlite {
    fn column_type(&self, ty: ColumnType) -> ColumnType {
        ty
    }

    /// As the driver writes a time, with milliseconds, so that rows which took the default sort
    /// among rows which did not; `CURRENT_TIMESTAMP` has another format.
    fn now(&self) -> Expr {
        Expr::cust("(strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'))")
    }

    fn enum_type(&self, TypeRef(_, name): TypeRef, values: &[&str]) -> ColumnType {
        let variants = values.iter().map(|value| Alias::new(*value).into_iden()).collect();
        ColumnType::Enum { name, variants }
    }
}
