//! How large tables are.

use crate::dialect::Sqlite;
use crate::dialect::sizes::Sizes;

impl Sizes for Sqlite {
    fn size<'t>(&self, _: &'t str, table: &'t str) -> (&'static str, Vec<&'t str>) {
        (SIZE, vec![table])
    }

    fn text_type(&self) -> &'static str {
        "TEXT"
    }
}

/// Nothing is estimated.
const SIZE: &str = "SELECT CAST(NULL AS TEXT), CAST(NULL AS TEXT) FROM sqlite_schema WHERE type = 'table' AND name = ?";
