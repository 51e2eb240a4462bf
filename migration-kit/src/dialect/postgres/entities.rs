//! How the tables of entities are declared.

use sea_orm::sea_query::{ColumnDef, ColumnType, DynIden, TableCreateStatement};

use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::entities::Entities;
use crate::{statement, types};

impl Entities for Postgres {
    fn states_references_first(&self) -> bool {
        false
    }

    fn generated_takes_not_null(&self) -> bool {
        true
    }

    /// sea-query writes the name of the enum without quotes.
    fn enum_array(&self, ty: &ColumnType) -> Option<String> {
        let ColumnType::Array(element) = ty else { return None };
        let element = match element.as_ref() {
            ColumnType::Enum { name, .. } => match types::postgres_enum(&name.clone().into()) {
                ColumnType::Custom(name) => Some(name.to_string()),
                _ => None,
            },
            nested => self.enum_array(nested),
        };
        element.map(|element| format!("{element}[]"))
    }

    fn enumerate(&self, column: &mut ColumnDef, name: &DynIden, _: Vec<String>) {
        if let ColumnType::Custom(name) = types::postgres_enum(&name.clone().into()) {
            column.custom(name);
        }
    }

    fn comments(&self, name: &str, table: &TableCreateStatement) -> Vec<String> {
        let sql = statement::Sql(Backend::Postgres);
        let mut comments = Vec::new();
        if let Some(text) = table.get_comment() {
            let (table, text) = (sql.table(name), sql.text(Some(text)));
            comments.push(format!("COMMENT ON TABLE {table} IS {text}"));
        }
        for column in table.get_columns() {
            let text = column.get_column_spec().comment.as_deref();
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                let column = format!("{}.{}", sql.table(name), sql.name(&column.get_column_name()));
                let text = sql.text(Some(text));
                comments.push(format!("COMMENT ON COLUMN {column} IS {text}"));
            }
        }
        comments
    }
}
