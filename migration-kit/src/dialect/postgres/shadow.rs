//! Shadow databases on a server. Their mark is a comment on the database.

use crate::dialect::Postgres;
use crate::dialect::shadow::{Place, Shadow, Statements};
use crate::dialect::text::Text as _;

impl Shadow for Postgres {
    fn place(&self) -> Place {
        Place::OnServer(&Self)
    }
}

impl Statements for Postgres {
    fn variable(&self) -> &'static str {
        "SHADOW_POSTGRES_URL"
    }

    fn clauses_like_current(&self) -> &'static str {
        "SELECT format(' TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L', \
         pg_encoding_to_char(encoding), datcollate, datctype) FROM pg_database WHERE datname = current_database()"
    }

    /// The role or the URL may say another search path, whose schemas are not there. And nobody
    /// misses what a crash of the server takes from this database, so no commit has to wait for the
    /// disk.
    fn enter(&self) -> &'static str {
        "SELECT current_database()::text, set_config('search_path', 'public', false), \
         set_config('synchronous_commit', 'off', false)"
    }

    fn knows_force(&self) -> Option<&'static str> {
        Some("SELECT current_setting('server_version_num')::int >= 130000")
    }

    fn is_busy(&self) -> Option<&'static str> {
        Some(
            "SELECT EXISTS (SELECT FROM pg_stat_activity \
             WHERE state = 'active' AND pid <> pg_backend_pid() AND position($1 in query) > 0)",
        )
    }

    fn mark(&self, name: &str, text: &str) -> String {
        format!("COMMENT ON DATABASE {} IS '{text}'", self.ident(name))
    }

    fn marks(&self) -> String {
        "SELECT datname::text, shobj_description(oid, 'pg_database') FROM pg_database".to_owned()
    }

    fn is_there(&self) -> &'static str {
        "SELECT 1 FROM pg_database WHERE datname = $1"
    }

    fn is_in_use(&self, idle: i64) -> String {
        format!(
            "SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND (state IS DISTINCT FROM 'idle' \
             OR state_change > clock_timestamp() - interval '{idle} seconds') LIMIT 1"
        )
    }

    fn clock(&self) -> &'static str {
        "SELECT extract(epoch FROM clock_timestamp())::bigint"
    }
}
