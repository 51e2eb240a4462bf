//! What a session is told before it migrates: nothing. How long it waits for a lock of the file is
//! said when it connects.

use std::time::Duration;

use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr, Statement};
use sea_orm_migration::async_trait;

use crate::dialect::Sqlite;
use crate::dialect::session::{PoolerShows, Session, TimeOuts};

#[async_trait::async_trait]
impl Session for Sqlite {
    fn can_be_cut(&self) -> bool {
        false
    }

    fn pooler_shows(&self) -> PoolerShows {
        PoolerShows::Never
    }

    fn is_alive(&self, _: i64) -> Option<Statement> {
        None
    }

    fn look_in(&self, _: &str) -> Option<Statement> {
        None
    }

    fn current_schema(&self) -> Option<&'static str> {
        None
    }

    fn seen_elsewhere(&self, _: &str) -> Option<Statement> {
        None
    }

    async fn set_time_outs(
        &self,
        _: &DatabaseConnection,
        _: &TimeOuts,
    ) -> Result<Option<i64>, DbErr> {
        Ok(None)
    }

    fn time_outs_of_transaction(&self, _: &TimeOuts) -> Option<Statement> {
        None
    }

    async fn wait_for_tables(&self, _: &DatabaseExecutor<'_>, _: Duration) -> Result<(), DbErr> {
        Ok(())
    }
}
