//! What becomes of entities: how their tables are declared, so that they mean the same everywhere.

use sea_orm::sea_query::{ColumnDef, ColumnType, DynIden, TableCreateStatement};

pub(crate) trait Entities {
    /// Whether a reference to a table that is not there yet is stated with its own table, because
    /// none can be added afterwards.
    fn states_references_first(&self) -> bool;

    /// Whether a generated column may be NOT NULL.
    fn generated_takes_not_null(&self) -> bool;

    /// The type of an array of an enum; none for other types.
    fn enum_array(&self, ty: &ColumnType) -> Option<String>;

    /// Makes a column that of an enum with this name and these values.
    fn enumerate(&self, column: &mut ColumnDef, name: &DynIden, values: Vec<String>);

    /// The statements for a table's comments that sea-query leaves out of CREATE TABLE.
    fn comments(&self, name: &str, table: &TableCreateStatement) -> Vec<String>;
}

super::of!(Entities);
