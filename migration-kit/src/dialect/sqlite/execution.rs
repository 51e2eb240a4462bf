//! What has to be known of a migration before it runs.

use crate::dialect::Sqlite;
use crate::dialect::execution::Execution;

impl Execution for Sqlite {
    fn ignores_open_end(&self) -> bool {
        true
    }

    /// Whether it rebuilds a table has to be known, and what cannot be sent would never come back.
    fn needs_downs(&self) -> bool {
        true
    }

    fn switches_foreign_keys(&self) -> bool {
        true
    }

    /// `sqlite_temp_schema` lists them.
    fn drop_temporary(&self, _: &[String]) -> Option<String> {
        None
    }

    fn statements_sent(&self) -> Option<&'static str> {
        None
    }
}
