//! What a schema that was read elsewhere is here.

use super::definition::check_name;
use crate::dialect::Postgres;
use crate::dialect::translate::{Translate, Translation};
use crate::schema::{Check, Identity, Index, Table, parts};

impl Translate for Postgres {
    fn translation(&self) -> Option<&'static dyn Translation> {
        Some(&Self)
    }
}

impl Translation for Postgres {
    fn enum_type(&self, name: &str, _: &[String]) -> String {
        name.to_owned()
    }

    fn numbered(&self) -> Identity {
        Identity::ByDefault
    }

    fn now(&self) -> &'static str {
        "CURRENT_TIMESTAMP"
    }

    fn expression(&self, text: &str) -> String {
        text.to_owned()
    }

    fn check_name(&self, table: (&str, &Table), check: &Check, _: usize) -> String {
        check_name(table, check)
    }

    fn unique_name(&self, table: &str, columns: &[String]) -> Option<String> {
        Some(format!("{}_{}_key", parts(table).1, columns.join("_")))
    }

    fn defers_keys(&self) -> bool {
        true
    }

    fn takes_index(&self, _: &Index) -> bool {
        true
    }
}
