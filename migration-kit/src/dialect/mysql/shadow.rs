//! Shadow databases on a server. Their mark is the comment of an empty table, because MySQL knows
//! no comments of databases.

use crate::dialect::MySql;
use crate::dialect::shadow::{Place, Shadow, Statements};
use crate::dialect::text::Text as _;
use crate::introspect::SHADOW_MARK as TABLE;

impl Shadow for MySql {
    fn place(&self) -> Place {
        Place::OnServer(&Self)
    }
}

impl Statements for MySql {
    fn variable(&self) -> &'static str {
        "SHADOW_MYSQL_URL"
    }

    fn clauses_like_current(&self) -> &'static str {
        "SELECT CONCAT(' CHARACTER SET ', default_character_set_name, ' COLLATE ', default_collation_name) \
         FROM information_schema.schemata WHERE schema_name = DATABASE()"
    }

    fn enter(&self) -> &'static str {
        "SELECT DATABASE()"
    }

    fn knows_force(&self) -> Option<&'static str> {
        None
    }

    fn is_busy(&self) -> Option<&'static str> {
        None
    }

    /// Some servers want a key for every table.
    fn mark(&self, name: &str, text: &str) -> String {
        let database = self.ident(name);
        format!("CREATE TABLE {database}.{TABLE} (id int PRIMARY KEY) COMMENT = '{text}'")
    }

    fn marks(&self) -> String {
        format!(
            "SELECT CAST(table_schema AS CHAR), CAST(table_comment AS CHAR) FROM information_schema.tables \
             WHERE table_name = '{TABLE}'"
        )
    }

    fn is_there(&self) -> &'static str {
        "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?"
    }

    fn is_in_use(&self, idle: i64) -> String {
        format!(
            "SELECT 1 FROM information_schema.processlist WHERE db = ? AND (command <> 'Sleep' OR time < {idle}) LIMIT 1"
        )
    }

    fn clock(&self) -> &'static str {
        "SELECT CAST(UNIX_TIMESTAMP() AS SIGNED)"
    }
}
