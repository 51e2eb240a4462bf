//! The server's own client.

use super::session::lock_time_outs;
use crate::dialect::MySql;
use crate::dialect::client::Client;
use crate::dialect::session::TimeOuts;

impl Client for MySql {
    fn invocation(&self) -> &'static str {
        "mysql or mariadb DATABASE < THIS_FILE"
    }

    fn splits_bodies(&self) -> bool {
        true
    }

    fn settings(&self, _: Option<String>, time_outs: &TimeOuts) -> Vec<String> {
        let modes = "CONCAT(@@sql_mode, ',PIPES_AS_CONCAT,IGNORE_SPACE,NO_ENGINE_SUBSTITUTION')";
        vec![
            "SET NAMES utf8mb4".to_owned(),
            format!("SET SESSION sql_mode = {modes}, SESSION time_zone = '+00:00'"),
            format!("SET {}", lock_time_outs(time_outs.table_lock)),
        ]
    }
}
