//! What a type means on MySQL and MariaDB.

use sea_orm::sea_query::{ColumnType, Expr, TypeRef};

use crate::dialect::MySql;
use crate::dialect::portable::Portable;

impl Portable for MySql {
    /// sea-query writes `timestamp` and `text`, which lose fractions of a second and long texts.
    fn column_type(&self, ty: ColumnType) -> ColumnType {
        match ty {
            ColumnType::TimestampWithTimeZone => ColumnType::custom("timestamp(6)"),
            ColumnType::Text => ColumnType::custom("longtext"),
            ty => ty,
        }
    }

    /// In the column's own precision (manual of MySQL 8.4, section 13.2.6).
    fn now(&self) -> Expr {
        Expr::cust("CURRENT_TIMESTAMP(6)")
    }

    fn enum_type(&self, _name: TypeRef, values: &[&str]) -> ColumnType {
        mysql_enum(values)
    }
}

/// The type of those values. sea-query writes it without escaping them, and SeaORM's entities do
/// the same.
pub(crate) fn mysql_enum(values: &[impl AsRef<str>]) -> ColumnType {
    let quoted: Vec<String> = values
        .iter()
        .map(|value| format!("'{}'", value.as_ref().replace('\\', "\\\\").replace('\'', "''")))
        .collect();
    ColumnType::custom(format!("enum({})", quoted.join(", ")))
}
