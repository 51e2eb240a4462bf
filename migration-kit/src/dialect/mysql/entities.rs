//! How the tables of entities are declared.

use sea_orm::sea_query::{ColumnDef, ColumnType, DynIden, TableCreateStatement};

use crate::dialect::MySql;
use crate::dialect::entities::Entities;
use crate::types;

impl Entities for MySql {
    fn states_references_first(&self) -> bool {
        false
    }

    /// MariaDB takes none.
    fn generated_takes_not_null(&self) -> bool {
        false
    }

    fn enum_array(&self, _: &ColumnType) -> Option<String> {
        None
    }

    fn enumerate(&self, column: &mut ColumnDef, _: &DynIden, values: Vec<String>) {
        if let ColumnType::Custom(name) = types::mysql_enum(&values) {
            column.custom(name);
        }
    }

    fn comments(&self, _: &str, _: &TableCreateStatement) -> Vec<String> {
        Vec::new()
    }
}
