//! What a view has beside its definition, carried over while it is made anew: its indexes, triggers
//! and rules, the defaults and the comments of its columns, who may do what with it, and whose it
//! is. It is asked of the database in which the migration runs: grants are seldom made by
//! migrations.

use crate::Backend;
use crate::statement::{Sql, Statement};

const SQL: Sql = Sql(Backend::Postgres);

/// The setting that holds it, as statements.
const SETTING: &str = "migration_kit.of_views";

/// The function that runs them.
const FUNCTION: &str = "migration_kit_of_views";

/// What it all is as statements, in their order: what default privileges give a new view goes
/// before the grants, and these come before the owner, who gives them then.
const STATEMENTS: &str = "WITH v AS (SELECT c.*, format('%I.%I', n.nspname, c.relname) AS named, \
     CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END AS kind \
     FROM unnest(ARRAY[NAMES]) x (view) JOIN pg_class c ON c.oid = to_regclass(x.view) JOIN pg_namespace n ON n.oid = c.relnamespace), \
     g AS (SELECT named, NULL::text AS of_column, e.* FROM v, aclexplode(relacl) e \
     UNION ALL SELECT v.named, quote_ident(a.attname), e.* FROM v JOIN pg_attribute a ON a.attrelid = v.oid, aclexplode(a.attacl) e) \
     SELECT 1 AS place, rtrim(pg_get_ruledef(r.oid), ';') AS said FROM v JOIN pg_rewrite r ON r.ev_class = v.oid AND r.rulename <> '_RETURN' \
     UNION ALL SELECT 1, pg_get_triggerdef(t.oid) FROM v JOIN pg_trigger t ON t.tgrelid = v.oid AND NOT t.tgisinternal \
     UNION ALL SELECT 1, pg_get_indexdef(i.indexrelid) FROM v JOIN pg_index i ON i.indrelid = v.oid \
     UNION ALL SELECT 1, format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', named, a.attname, pg_get_expr(f.adbin, f.adrelid)) \
     FROM v JOIN pg_attrdef f ON f.adrelid = v.oid JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum = f.adnum \
     UNION ALL SELECT 2, format('COMMENT ON %s %s IS %L', kind, named, obj_description(oid, 'pg_class')) FROM v WHERE obj_description(oid, 'pg_class') IS NOT NULL \
     UNION ALL SELECT 2, format('COMMENT ON COLUMN %s.%I IS %L', named, a.attname, col_description(v.oid, a.attnum)) \
     FROM v JOIN pg_attribute a ON a.attrelid = v.oid AND col_description(v.oid, a.attnum) IS NOT NULL \
     UNION ALL SELECT 2, format('COMMENT ON RULE %I ON %s IS %L', r.rulename, named, obj_description(r.oid, 'pg_rewrite')) \
     FROM v JOIN pg_rewrite r ON r.ev_class = v.oid AND obj_description(r.oid, 'pg_rewrite') IS NOT NULL AND r.rulename <> '_RETURN' \
     UNION ALL SELECT 2, format('COMMENT ON TRIGGER %I ON %s IS %L', t.tgname, named, obj_description(t.oid, 'pg_trigger')) \
     FROM v JOIN pg_trigger t ON t.tgrelid = v.oid AND obj_description(t.oid, 'pg_trigger') IS NOT NULL AND NOT t.tgisinternal \
     UNION ALL SELECT 2, format('COMMENT ON INDEX %s IS %L', i.indexrelid::regclass, obj_description(i.indexrelid, 'pg_class')) \
     FROM v JOIN pg_index i ON i.indrelid = v.oid AND obj_description(i.indexrelid, 'pg_class') IS NOT NULL \
     UNION ALL SELECT 2, format('REVOKE ALL ON %s FROM %s', named, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END) \
     FROM v JOIN pg_default_acl d ON d.defaclobjtype = 'r' AND d.defaclnamespace IN (0, v.relnamespace) AND pg_get_userbyid(d.defaclrole) = current_user, \
     aclexplode(d.defaclacl) e WHERE e.grantee <> d.defaclrole \
     UNION ALL SELECT 3, format('GRANT %s%s ON %s TO %s%s', privilege_type, '(' || of_column || ')', named, \
     CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END, CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END) FROM g \
     UNION ALL SELECT 4, format('ALTER %s %s OWNER TO %I', kind, named, pg_get_userbyid(relowner)) FROM v";

/// Keeps it of those views, before they are dropped.
pub(super) fn keep(views: &[&str]) -> Statement {
    let names: Vec<String> = views.iter().map(|view| SQL.text(Some(&SQL.table(view)))).collect();
    let statements = STATEMENTS.replace("NAMES", &names.join(", "));
    Statement::Sql(format!(
        "SELECT set_config('{SETTING}', (SELECT string_agg(said, ';' ORDER BY place, said) FROM ({statements}) k), false)"
    ))
}

/// Gives it back, when they are there again.
pub(super) fn give_back() -> [Statement; 4] {
    [
        format!(
            "CREATE FUNCTION {FUNCTION}(said text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE said; END'"
        ),
        format!("SELECT {FUNCTION}(current_setting('{SETTING}'))"),
        format!("DROP FUNCTION {FUNCTION}(text)"),
        format!("RESET {SETTING}"),
    ]
    .map(Statement::Sql)
}
