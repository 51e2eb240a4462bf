//! PostgreSQL: the views, and the rules, triggers and policies of tables, with the columns on which
//! they depend (manual, section 53.18, `pg_depend`).

use sea_orm::DbErr;

use crate::Backend;
use crate::ops::connection::Db;
use crate::schema::{Dependent, Schema, qualified};
use crate::sql::in_lasting_words;

/// A name with its schema, where that is not the default one.
const NAMED: &str = "CASE WHEN s.nspname = current_schema() THEN '' ELSE quote_ident(s.nspname) || '.' END || quote_ident(o.relname)";

/// What each kind is called, how it is dropped and made, and whence it is: `o` is its relation and
/// `s` the schema of that, `d` where the catalog keeps it.
const KINDS: [[&str; 5]; 4] = [
    [
        "CASE o.relkind WHEN 'm' THEN 'materialized view ' ELSE 'view ' END || NAMED",
        "CASE o.relkind WHEN 'm' THEN 'DROP MATERIALIZED VIEW ' ELSE 'DROP VIEW ' END || NAMED",
        "'CREATE ' || CASE o.relkind WHEN 'm' THEN 'MATERIALIZED VIEW ' ELSE 'VIEW ' END || NAMED || \
         CASE WHEN o.relkind = 'm' AND m.amname <> 'heap' THEN ' USING ' || quote_ident(m.amname) ELSE '' END || \
         coalesce(' WITH (' || array_to_string(o.reloptions, ', ') || ')', '') || ' AS' || chr(10) || rtrim(pg_get_viewdef(o.oid), ';') || \
         CASE WHEN o.relkind = 'm' AND NOT o.relispopulated THEN chr(10) || ' WITH NO DATA' ELSE '' END",
        "o.relname::text",
        "JOIN pg_rewrite d ON d.ev_class = o.oid AND d.rulename = '_RETURN' LEFT JOIN pg_am m ON m.oid = o.relam WHERE o.relkind IN ('v', 'm')",
    ],
    [
        "'rule ' || quote_ident(d.rulename) || ' of ' || NAMED",
        "'DROP RULE ' || quote_ident(d.rulename) || ' ON ' || NAMED",
        "concat_ws(chr(30), rtrim(pg_get_ruledef(d.oid), ';'), 'ALTER TABLE ' || NAMED || CASE d.ev_enabled WHEN 'D' THEN ' DISABLE RULE ' \
         WHEN 'R' THEN ' ENABLE REPLICA RULE ' WHEN 'A' THEN ' ENABLE ALWAYS RULE ' END || quote_ident(d.rulename), \
         'COMMENT ON RULE ' || quote_ident(d.rulename) || ' ON ' || NAMED || ' IS ' || quote_literal(obj_description(d.oid, 'pg_rewrite')))",
        "NULL::text",
        "JOIN pg_rewrite d ON d.ev_class = o.oid WHERE o.relkind IN ('r', 'p')",
    ],
    [
        "'trigger ' || quote_ident(d.tgname) || ' of ' || NAMED",
        "'DROP TRIGGER ' || quote_ident(d.tgname) || ' ON ' || NAMED",
        "concat_ws(chr(30), pg_get_triggerdef(d.oid), 'ALTER TABLE ' || NAMED || CASE d.tgenabled WHEN 'D' THEN ' DISABLE TRIGGER ' \
         WHEN 'R' THEN ' ENABLE REPLICA TRIGGER ' WHEN 'A' THEN ' ENABLE ALWAYS TRIGGER ' END || quote_ident(d.tgname), \
         'COMMENT ON TRIGGER ' || quote_ident(d.tgname) || ' ON ' || NAMED || ' IS ' || quote_literal(obj_description(d.oid, 'pg_trigger')))",
        "NULL::text",
        "JOIN pg_trigger d ON d.tgrelid = o.oid AND NOT d.tgisinternal AND d.tgparentid = 0 WHERE o.relkind IN ('r', 'p') AND NOT o.relispartition",
    ],
    [
        "'policy ' || quote_ident(d.polname) || ' of ' || NAMED",
        "'DROP POLICY ' || quote_ident(d.polname) || ' ON ' || NAMED",
        "concat_ws(chr(30), concat_ws(' ', 'CREATE POLICY ' || quote_ident(d.polname) || ' ON ' || NAMED, \
         CASE WHEN NOT d.polpermissive THEN 'AS RESTRICTIVE' END, \
         'FOR ' || CASE d.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END, \
         'TO ' || (SELECT string_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ') FROM unnest(d.polroles) r), \
         'USING (' || pg_get_expr(d.polqual, d.polrelid) || ')', 'WITH CHECK (' || pg_get_expr(d.polwithcheck, d.polrelid) || ')'), \
         'COMMENT ON POLICY ' || quote_ident(d.polname) || ' ON ' || NAMED || ' IS ' || quote_literal(obj_description(d.oid, 'pg_policy')))",
        "NULL::text",
        "JOIN pg_policy d ON d.polrelid = o.oid WHERE o.relkind IN ('r', 'p')",
    ],
];

/// The columns of other relations that it depends on, and for what is of a table those of that
/// table.
const READS: &str = "(SELECT string_agg(concat_ws(chr(31), coalesce(NULLIF(n.nspname, current_schema())::text, ''), c.relname::text, a.attname::text), chr(30)) \
     FROM (SELECT DISTINCT refobjid, refobjsubid FROM pg_depend WHERE classid = d.tableoid AND objid = d.oid AND refclassid = 'pg_class'::regclass) e \
     JOIN pg_class c ON c.oid = e.refobjid JOIN pg_namespace n ON n.oid = c.relnamespace \
     LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = e.refobjsubid AND e.refobjsubid <> 0 \
     WHERE c.oid <> o.oid OR e.refobjsubid <> 0)";

/// Reads all of them into the schema.
pub(super) async fn read(db: &mut Db<'_>, schema: &mut Schema) -> Result<(), DbErr> {
    let all: Vec<String> = KINDS
        .iter()
        .map(|[name, drop, make, view, whence]| {
            let sql = format!(
                "SELECT {name}, {drop}, {make}, NULLIF(s.nspname, current_schema())::text, {view}, {READS} \
                 FROM pg_class o JOIN pg_namespace s ON s.oid = o.relnamespace AND s.nspname <> 'information_schema' AND s.nspname NOT LIKE 'pg\\_%' \
                 {whence} AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = o.oid AND e.classid = 'pg_class'::regclass AND e.deptype = 'e')"
            );
            sql.replace("NAMED", NAMED)
        })
        .collect();
    for [name, drop, make, space, view, reads] in
        db.rows::<6>(&all.join(" UNION ALL "), &[]).await?
    {
        let read = |fields: &str| {
            let mut fields = fields.split('\u{1f}');
            let space = fields.next().filter(|space| !space.is_empty());
            Some((qualified(space, fields.next()?), fields.next().map(str::to_owned)))
        };
        let dependent = Dependent {
            drop: drop.unwrap_or_default(),
            make: make
                .unwrap_or_default()
                .split('\u{1e}')
                .map(|sql| in_lasting_words(Backend::Postgres, sql.to_owned()))
                .collect(),
            view: view.map(|view| qualified(space.as_deref(), &view)),
            reads: reads.unwrap_or_default().split('\u{1e}').filter_map(read).collect(),
        };
        schema.dependents.insert(name.unwrap_or_default(), dependent);
    }
    Ok(())
}
