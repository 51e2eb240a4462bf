//! What has to be known of a migration before it runs.

use crate::dialect::MySql;
use crate::dialect::execution::Execution;
use crate::dialect::text::Text as _;

impl Execution for MySql {
    /// The server refuses it.
    fn ignores_open_end(&self) -> bool {
        false
    }

    /// The server says nothing of temporary tables.
    fn needs_downs(&self) -> bool {
        true
    }

    fn switches_foreign_keys(&self) -> bool {
        false
    }

    fn drop_temporary(&self, names: &[String]) -> Option<String> {
        let names: Vec<String> = names.iter().map(|name| self.ident(name)).collect();
        let drop = || format!("DROP TEMPORARY TABLE IF EXISTS {}", names.join(", "));
        (!names.is_empty()).then(drop)
    }

    /// "Questions" of the manuals of MySQL and MariaDB.
    fn statements_sent(&self) -> Option<&'static str> {
        Some("SHOW SESSION STATUS LIKE 'Questions'")
    }
}
