//! PostgreSQL: the functions that write definitions (manual, section 9.27.7, System Catalog
//! Information Functions) and the flags of the catalog (chapter 53) that none of them tells.

use sea_orm::DbErr;
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::witness::{Definitions, Witness};
use crate::ops::connection::Db;
use crate::sql::read_again;

/// The schema of a table where that is not the default one, and its name.
const NAME: &str = "NULLIF(s.nspname, current_schema())::text, t.relname::text";

/// The tables of users, without what an extension brought and without partitions, which come and
/// go.
const TABLES: &str = "pg_class t JOIN pg_namespace s ON s.oid = t.relnamespace \
     AND t.relkind IN ('r', 'p') AND NOT t.relispartition \
     AND s.nspname <> 'information_schema' AND s.nspname !~ '^pg_' \
     AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = t.oid AND e.classid = 'pg_class'::regclass AND e.deptype = 'e')";

/// What is told of each table, column, constraint, index, trigger, rule and policy: what it is,
/// whence, and the columns kind, name, attribute and text.
const OF_TABLES: [(&str, &str); 9] = [
    (
        "CROSS JOIN LATERAL (VALUES \
         ('persistence', CASE t.relpersistence WHEN 'u' THEN 'UNLOGGED' END), \
         ('row security', CASE WHEN t.relrowsecurity THEN 'enabled' END), \
         ('row security of its owner', CASE WHEN t.relforcerowsecurity THEN 'forced' END), \
         ('replica identity', CASE t.relreplident WHEN 'd' THEN NULL WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' \
          ELSE (SELECT 'USING INDEX ' || quote_ident(x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid \
                WHERE i.indrelid = t.oid AND i.indisreplident) END), \
         ('storage parameters', array_to_string(t.reloptions, ', ')), \
         ('access method', (SELECT amname::text FROM pg_am WHERE oid = t.relam AND amname <> 'heap')), \
         ('partition key', pg_get_partkeydef(t.oid)), \
         ('parents', (SELECT string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = t.oid)), \
         ('children', (SELECT string_agg(inhrelid::regclass::text, ', ' ORDER BY inhrelid::regclass::text) FROM pg_inherits i \
          JOIN pg_class h ON h.oid = i.inhrelid AND NOT h.relispartition WHERE inhparent = t.oid)), \
         ('type', CASE WHEN t.reloftype <> 0 THEN format_type(t.reloftype, NULL) END), \
         ('clustering', (SELECT quote_ident(x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid \
                         WHERE i.indrelid = t.oid AND i.indisclustered)), \
         ('comment', obj_description(t.oid, 'pg_class'))) v (attribute, said)",
        "'table', '', v.attribute, v.said",
    ),
    ("", "'table', '', 'definition', 'TABLE'"),
    (
        "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped \
         JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum \
         LEFT JOIN LATERAL (SELECT concat_ws(' ', 'INCREMENT', q.seqincrement, CASE WHEN q.seqcycle THEN 'CYCLE' END) AS said, \
           concat_ws(' ', format_type(q.seqtypid, NULL), 'START', q.seqstart, 'MINVALUE', q.seqmin, 'MAXVALUE', q.seqmax, 'CACHE', q.seqcache) AS tuned \
           FROM pg_depend o JOIN pg_sequence q ON q.seqrelid = o.objid \
           WHERE o.refobjid = t.oid AND o.refobjsubid = a.attnum AND o.refclassid = 'pg_class'::regclass AND o.deptype IN ('a', 'i') \
           ORDER BY o.objid LIMIT 1) q ON true \
         CROSS JOIN LATERAL (VALUES \
         ('definition', concat_ws(' ', format_type(a.atttypid, a.atttypmod), \
           CASE WHEN a.attcollation <> y.typcollation THEN 'COLLATE ' || a.attcollation::regcollation::text END, \
           CASE WHEN a.attnotnull THEN 'NOT NULL' END, \
           CASE a.attgenerated WHEN 's' THEN 'STORED AS ' WHEN 'v' THEN 'VIRTUAL AS ' ELSE 'DEFAULT ' END || pg_get_expr(d.adbin, d.adrelid), \
           CASE a.attidentity WHEN 'a' THEN 'ALWAYS AS IDENTITY' WHEN 'd' THEN 'BY DEFAULT AS IDENTITY' END)), \
         ('storage', CASE WHEN a.attstorage <> y.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' \
           WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END), \
         ('compression', NULLIF(to_jsonb(a) ->> 'attcompression', '')), \
         ('statistics target', CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END), \
         ('options', array_to_string(a.attoptions, ', ')), \
         ('comment', col_description(t.oid, a.attnum)), \
         ('sequence', q.said), ('limits', q.tuned)) v (attribute, said)",
        "'column', a.attname::text, v.attribute, v.said",
    ),
    (
        // A constraint that says no more than NOT NULL is the column's since PostgreSQL 18.
        "JOIN pg_constraint c ON c.conrelid = t.oid AND c.conparentid = 0 AND c.contype IN ('p', 'u', 'f', 'c', 'x', 'n') \
         CROSS JOIN LATERAL (VALUES \
         ('definition', CASE WHEN c.contype <> 'n' THEN pg_get_constraintdef(c.oid, true) \
           WHEN NOT c.convalidated OR c.connoinherit THEN pg_get_constraintdef(c.oid, true) END), \
         ('comment', obj_description(c.oid, 'pg_constraint')), \
         ('storage parameters', (SELECT array_to_string(x.reloptions, ', ') FROM pg_class x WHERE x.oid = c.conindid AND c.contype IN ('p', 'u', 'x'))), \
         ('index', (SELECT concat_ws(', ', CASE WHEN NOT i.indisvalid THEN 'invalid' END, CASE WHEN NOT i.indisready THEN 'not ready' END) \
           FROM pg_index i WHERE i.indexrelid = c.conindid AND c.contype IN ('p', 'u', 'x') AND NOT (i.indisvalid AND i.indisready))), \
         ('triggers', (SELECT 'disabled' FROM pg_trigger g WHERE g.tgconstraint = c.oid AND g.tgenabled <> 'O' LIMIT 1)) \
         ) v (attribute, said)",
        "'constraint', c.conname::text, v.attribute, v.said",
    ),
    (
        "JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class x ON x.oid = i.indexrelid \
         AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.oid AND c.contype IN ('p', 'u', 'x')) \
         CROSS JOIN LATERAL (VALUES \
         ('definition', CASE WHEN x.reloptions IS NULL THEN pg_get_indexdef(x.oid, 0, true) \
           ELSE regexp_replace(pg_get_indexdef(x.oid, 0, true), ' WITH \\([^)]*\\)', '') END), \
         ('storage parameters', array_to_string(x.reloptions, ', ')), \
         ('state', NULLIF(concat_ws(', ', CASE WHEN NOT i.indisvalid THEN 'invalid' END, CASE WHEN NOT i.indisready THEN 'not ready' END), '')), \
         ('comment', obj_description(x.oid, 'pg_class'))) v (attribute, said)",
        "'index', x.relname::text, v.attribute, v.said",
    ),
    (
        "JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal",
        "'trigger', g.tgname::text, 'definition', pg_get_triggerdef(g.oid, true) || \
         CASE g.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' (disabled)' WHEN 'R' THEN ' (on replicas)' ELSE ' (always)' END",
    ),
    (
        "JOIN pg_rewrite r ON r.ev_class = t.oid",
        "'rule', r.rulename::text, 'definition', pg_get_ruledef(r.oid, true) || CASE r.ev_enabled WHEN 'O' THEN '' ELSE ' (' || r.ev_enabled::text || ')' END",
    ),
    (
        "JOIN pg_policy p ON p.polrelid = t.oid",
        "'policy', p.polname::text, 'definition', concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, \
         'FOR', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END, \
         'TO', (SELECT string_agg(CASE WHEN m = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(m)::text END, ', ' ORDER BY pg_get_userbyid(m)) FROM unnest(p.polroles) m), \
         'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', 'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')",
    ),
    (
        "JOIN pg_statistic_ext e ON e.stxrelid = t.oid",
        "'statistics', e.stxname::text, 'definition', substring(pg_get_statisticsobjdef(e.oid) FROM ' (\\(.*\\) ON .*|ON .*)$')",
    ),
];

/// What belongs to no table: kind, name, what it is, and whence. `o` is the object and `s` its
/// schema.
const OTHERS: [(&str, &str, &str, &str); 6] = [
    (
        "CASE o.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END",
        "o.relname",
        "CASE WHEN o.relkind IN ('v', 'm') THEN pg_get_viewdef(o.oid, true) ELSE 'FOREIGN TABLE' END",
        "pg_class o JOIN pg_namespace s ON s.oid = o.relnamespace AND o.relkind IN ('v', 'm', 'f')",
    ),
    (
        "'sequence'",
        "o.relname",
        "concat_ws(' ', format_type(q.seqtypid, NULL), 'START', q.seqstart, 'INCREMENT', q.seqincrement, 'MINVALUE', q.seqmin, \
         'MAXVALUE', q.seqmax, 'CACHE', q.seqcache, CASE WHEN q.seqcycle THEN 'CYCLE' END)",
        "pg_class o JOIN pg_namespace s ON s.oid = o.relnamespace JOIN pg_sequence q ON q.seqrelid = o.oid \
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))",
    ),
    (
        "CASE o.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END",
        "o.proname || '(' || pg_get_function_identity_arguments(o.oid) || ')'",
        "concat_ws(' ', 'RETURNS ' || pg_get_function_result(o.oid), 'LANGUAGE ' || (SELECT lanname::text FROM pg_language WHERE oid = o.prolang), \
         CASE o.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' END, CASE WHEN o.proisstrict THEN 'STRICT' END, \
         CASE WHEN o.prosecdef THEN 'SECURITY DEFINER' END, CASE WHEN o.proleakproof THEN 'LEAKPROOF' END, \
         CASE o.proparallel WHEN 's' THEN 'PARALLEL SAFE' WHEN 'r' THEN 'PARALLEL RESTRICTED' END, \
         'SET ' || array_to_string(o.proconfig, ', '), 'AS md5 ' || md5(CASE o.prokind WHEN 'a' THEN o.prosrc \
         ELSE replace(pg_get_functiondef(o.oid), quote_ident(s.nspname) || '.', '') END))",
        "pg_proc o JOIN pg_namespace s ON s.oid = o.pronamespace",
    ),
    (
        "CASE o.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' ELSE 'composite type' END",
        "o.typname",
        "CASE o.typtype \
         WHEN 'e' THEN (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = o.oid) \
         WHEN 'd' THEN concat_ws(' ', format_type(o.typbasetype, o.typtypmod), CASE WHEN o.typnotnull THEN 'NOT NULL' END, 'DEFAULT ' || o.typdefault, \
           (SELECT string_agg(pg_get_constraintdef(c.oid, true), ' ' ORDER BY c.conname) FROM pg_constraint c WHERE c.contypid = o.oid AND c.contype = 'c')) \
         WHEN 'r' THEN (SELECT 'OF ' || format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = o.oid) \
         ELSE (SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) \
               FROM pg_attribute WHERE attrelid = o.typrelid AND attnum > 0 AND NOT attisdropped) END",
        "pg_type o JOIN pg_namespace s ON s.oid = o.typnamespace AND (o.typtype IN ('e', 'd', 'r') \
         OR o.typtype = 'c' AND (SELECT relkind FROM pg_class WHERE oid = o.typrelid) = 'c')",
    ),
    (
        "'collation'",
        "o.collname",
        "concat_ws(' ', o.collprovider, o.collcollate, CASE WHEN NOT o.collisdeterministic THEN 'nondeterministic' END)",
        "pg_collation o JOIN pg_namespace s ON s.oid = o.collnamespace",
    ),
    (
        "'operator'",
        "concat(o.oprname, '(', o.oprleft::regtype, ', ', o.oprright::regtype, ')')",
        "o.oprcode::text",
        "pg_operator o JOIN pg_namespace s ON s.oid = o.oprnamespace",
    ),
];

/// Extensions and triggers on events are of the whole database.
const OF_DATABASE: &str = "SELECT NULL, NULL, 'extension', extname::text, 'definition', 'EXTENSION' FROM pg_extension WHERE extname <> 'plpgsql' \
     UNION ALL SELECT NULL, NULL, 'event trigger', evtname::text, 'definition', concat_ws(' ', evtevent, evtfoid::regproc, evtenabled) FROM pg_event_trigger e \
     WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = e.oid AND d.classid = 'pg_event_trigger'::regclass AND d.deptype = 'e')";

/// Triggers, with the text of the function that each calls.
const UNFOLLOWED: &str = "SELECT NULLIF(s.nspname, current_schema())::text, t.relname::text, 'trigger', g.tgname::text, 'definition', o.prosrc \
     FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid JOIN pg_namespace s ON s.oid = t.relnamespace \
     JOIN pg_proc o ON o.oid = g.tgfoid WHERE NOT g.tgisinternal";

#[async_trait::async_trait]
impl Witness for Postgres {
    async fn definitions(&self, db: &mut Db<'_>) -> Result<Definitions, DbErr> {
        let version = "SELECT (current_setting('server_version_num')::integer / 10000)::text";
        let [version] = db.rows::<1>(version, &[]).await?.pop().unwrap_or_default();
        let server = format!("PostgreSQL {}", version.unwrap_or_default());
        let mut definitions = Definitions { server, ..Definitions::default() };
        let of_tables = OF_TABLES
            .iter()
            .map(|(whence, what)| format!("SELECT {NAME}, {what} FROM {TABLES} {whence}"));
        let others = OTHERS.iter().map(|(kind, name, what, whence)| {
            format!(
                "SELECT NULL, NULL, {kind}, CASE WHEN s.nspname = current_schema() THEN '' ELSE s.nspname || '.' END || {name}, 'definition', {what} FROM {whence} \
                 WHERE s.nspname <> 'information_schema' AND s.nspname !~ '^pg_' \
                 AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = o.oid AND e.classid = o.tableoid AND e.deptype = 'e')"
            )
        });
        let all: Vec<String> = of_tables.chain(others).chain([OF_DATABASE.to_owned()]).collect();
        definitions.add(db.rows::<6>(&all.join(" UNION ALL "), &[]).await?);
        // What the server would print if it read its own words.
        for text in definitions.texts.values_mut().filter(|text| text.contains("ARRAY[")) {
            *text = read_again(Backend::Postgres, text);
        }
        Ok(definitions)
    }

    /// A view follows its columns; the body of a function is a text.
    fn unfollowed(&self) -> Option<&'static str> {
        Some(UNFOLLOWED)
    }
}
