//! What is asked before data is destroyed, or a database is made.

use sea_orm::{DatabaseTransaction, DbErr, Statement};
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::environment::{Databases, Environment, text};
use crate::error::code;

#[async_trait::async_trait]
impl Environment for Postgres {
    fn look(&self, patience: u64, path: Option<String>) -> Option<Statement> {
        let sql = format!(
            "SELECT set_config('lock_timeout', '{patience}s', true), set_config('row_security', 'off', true), \
             set_config('search_path', coalesce($1, current_setting('search_path')) || ', public', true)"
        );
        Some(Statement::from_sql_and_values(Backend::Postgres.into(), sql, [path.into()]))
    }

    fn has_table(&self) -> &'static str {
        "SELECT 1 WHERE to_regclass(quote_ident($1)) IS NOT NULL"
    }

    fn tables(&self) -> &'static str {
        "SELECT n.nspname::text, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') \
         ORDER BY 1, 2"
    }

    async fn identity(&self, db: &DatabaseTransaction) -> Result<String, DbErr> {
        let ask = async |sql| text(db, Backend::Postgres, sql).await;
        let database = ask(
            "SELECT format('%s %s', datname, oid) FROM pg_database WHERE datname = current_database()",
        )
        .await?;
        // Everybody may ask this, unless it was revoked; then the database alone has to do.
        let may = "SELECT has_function_privilege('pg_control_system()', 'execute')::text";
        match ask(may).await?.as_str() {
            "true" => {
                let server = ask("SELECT system_identifier::text FROM pg_control_system()").await?;
                Ok(format!("{database} on {server}"))
            }
            _ => Ok(database),
        }
    }

    fn databases(&self) -> Option<&'static Databases> {
        Some(&Databases {
            beside: "postgres",
            exists: "SELECT 1 FROM pg_database WHERE datname = $1",
            options: "",
            // `duplicate_database`, or a unique violation in the catalog.
            is_there: |error| matches!(code(error).as_deref(), Some("42P04" | "23505")),
        })
    }
}
