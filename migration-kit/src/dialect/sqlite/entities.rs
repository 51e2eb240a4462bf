//! How the tables of entities are declared.

use sea_orm::sea_query::{
    ColumnDef, ColumnType, DynIden, Expr, ExprTrait as _, TableCreateStatement,
};

use crate::dialect::Sqlite;
use crate::dialect::entities::Entities;

impl Entities for Sqlite {
    fn states_references_first(&self) -> bool {
        true
    }

    fn generated_takes_not_null(&self) -> bool {
        true
    }

    fn enum_array(&self, _: &ColumnType) -> Option<String> {
        None
    }

    fn enumerate(&self, column: &mut ColumnDef, _: &DynIden, values: Vec<String>) {
        column.check(Expr::col(column.get_column_name()).is_in(values));
    }

    fn comments(&self, _: &str, _: &TableCreateStatement) -> Vec<String> {
        Vec::new()
    }
}
