//! What has to be known of a migration before it runs: nothing that the server does not tell.

use crate::dialect::Postgres;
use crate::dialect::execution::Execution;

impl Execution for Postgres {
    /// The server refuses it.
    fn ignores_open_end(&self) -> bool {
        false
    }

    fn needs_downs(&self) -> bool {
        false
    }

    fn switches_foreign_keys(&self) -> bool {
        false
    }

    /// DISCARD TEMP drops them all.
    fn drop_temporary(&self, _: &[String]) -> Option<String> {
        None
    }

    fn statements_sent(&self) -> Option<&'static str> {
        None
    }
}
