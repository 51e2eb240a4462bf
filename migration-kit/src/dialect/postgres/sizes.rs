//! How large tables are.

use crate::dialect::Postgres;
use crate::dialect::sizes::Sizes;

impl Sizes for Postgres {
    fn size<'t>(&self, schema: &'t str, table: &'t str) -> (&'static str, Vec<&'t str>) {
        (SIZE, vec![table, schema])
    }

    fn text_type(&self) -> &'static str {
        "TEXT"
    }
}

/// -1 says that the table was never analyzed
/// (<https://www.postgresql.org/docs/current/catalog-pg-class.html>), and a partitioned table has
/// its rows in its partitions.
const SIZE: &str = "SELECT CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint::text END, \
     CASE WHEN c.relkind = 'p' \
          THEN (SELECT sum(pg_total_relation_size(p.relid)) FROM pg_partition_tree(c.oid) p)::bigint::text \
          ELSE pg_total_relation_size(c.oid)::text END \
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
     WHERE c.relname = $1 AND c.relkind IN ('r', 'p') \
       AND CASE WHEN $2 = '' THEN pg_table_is_visible(c.oid) ELSE n.nspname = $2 END";
