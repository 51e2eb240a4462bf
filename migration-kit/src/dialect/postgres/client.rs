//! The server's own client.

use crate::dialect::Postgres;
use crate::dialect::client::Client;
use crate::dialect::session::TimeOuts;
use crate::migration::printed::lock_timeout;

impl Client for Postgres {
    fn invocation(&self) -> &'static str {
        "psql -v ON_ERROR_STOP=1 DATABASE < THIS_FILE"
    }

    fn splits_bodies(&self) -> bool {
        false
    }

    fn settings(&self, path: Option<String>, time_outs: &TimeOuts) -> Vec<String> {
        let mut settings =
            ["SET client_encoding = 'UTF8'", "SET timezone = 'UTC'"].map(str::to_owned).to_vec();
        settings.extend(path.map(|path| format!("SET search_path = {path}")));
        settings.push(lock_timeout("", time_outs.table_lock));
        let limit = time_outs.statement.map(|time| time.as_millis());
        settings.extend(limit.map(|limit| format!("SET statement_timeout = {limit}")));
        settings
    }
}
