//! Everything that a backend's catalog says of a schema, as sorted lines, whatever the order of the
//! columns.

use migration_kit::Backend;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

/// The catalog of the database's default schema, without the record of the migrations.
pub async fn read(db: &DatabaseConnection) -> Vec<String> {
    let queries = match Backend::from(db.get_database_backend()) {
        Backend::Sqlite => SQLITE,
        Backend::Postgres => POSTGRES,
        _ => MYSQL,
    };
    let mut lines = Vec::new();
    for query in queries {
        let rows = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), *query))
            .await
            .unwrap();
        for row in rows {
            lines.push(row.try_get_by_index::<String>(0).unwrap());
        }
    }
    lines.retain(|line| !line.contains("seaql_migrations"));
    lines.sort();
    lines
}

const SQLITE: &[&str] = &[
    r#"SELECT format('column %s.%s %s notnull=%d default=%s pk=%d hidden=%d', t.name, c.name, c.type, c."notnull",
              c.dflt_value, c.pk, c.hidden)
       FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table'"#,
    r#"SELECT format('index %s.%s unique=%d origin=%s partial=%d: %s', t.name, iif(i.origin = 'c', i.name, '-'),
              i."unique", i.origin, i.partial,
              (SELECT group_concat(format('%s desc=%d', x.name, x.desc)) FROM pragma_index_xinfo(i.name) x WHERE x.key))
       FROM sqlite_schema t, pragma_index_list(t.name) i WHERE t.type = 'table'"#,
    r#"SELECT format('foreign key %s.%s -> %s.%s delete=%s update=%s', t.name, f."from", f."table", f."to",
              f.on_delete, f.on_update)
       FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'"#,
    r#"SELECT format('check %s %s', name, substr(sql, instr(sql, 'CHECK'), 60))
       FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%CHECK%'"#,
    r#"SELECT format('%s %s', type, name) FROM sqlite_schema WHERE type IN ('view', 'trigger')"#,
];

const POSTGRES: &[&str] = &[
    r#"SELECT format('column %s.%s %s null=%s default=%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
              NOT a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
       WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"#,
    "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    r#"SELECT format('constraint %s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
       FROM pg_constraint WHERE connamespace = current_schema()::regnamespace"#,
    r#"SELECT format('enum %s: %s', t.typname, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder))
       FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
       WHERE t.typnamespace = current_schema()::regnamespace GROUP BY t.typname"#,
];

const MYSQL: &[&str] = &[
    r#"SELECT CONCAT_WS(' ', 'column', table_name, column_name, column_type, is_nullable, COALESCE(column_default, 'NULL'),
              extra, COALESCE(collation_name, ''))
       FROM information_schema.columns WHERE table_schema = DATABASE()"#,
    r#"SELECT CONCAT_WS(' ', 'index', table_name, index_name, 'non_unique', non_unique, 'at', seq_in_index, column_name,
              COALESCE(collation, ''))
       FROM information_schema.statistics WHERE table_schema = DATABASE()"#,
    r#"SELECT CONCAT_WS(' ', 'foreign key', k.table_name, k.constraint_name, k.column_name, '->',
              k.referenced_table_name, k.referenced_column_name, 'delete', r.delete_rule, 'update', r.update_rule)
       FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
         ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name
       WHERE k.table_schema = DATABASE()"#,
];
