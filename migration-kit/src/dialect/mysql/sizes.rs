//! How large tables are.

use crate::dialect::MySql;
use crate::dialect::sizes::Sizes;

impl Sizes for MySql {
    fn size<'t>(&self, _: &'t str, table: &'t str) -> (&'static str, Vec<&'t str>) {
        (SIZE, vec![table])
    }

    fn text_type(&self) -> &'static str {
        "CHAR"
    }
}

const SIZE: &str = "SELECT CAST(table_rows AS CHAR), CAST(data_length + index_length AS CHAR) \
     FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?";
