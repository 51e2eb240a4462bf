//! Emptying a database.

use crate::dialect::Postgres;
use crate::dialect::fresh::Fresh;

impl Fresh for Postgres {
    fn views(&self) -> &'static str {
        "SELECT CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, c.relname::text \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = current_schema() AND c.relkind IN ('v', 'm') \
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
    }

    fn cascade(&self) -> &'static str {
        " CASCADE"
    }
}
