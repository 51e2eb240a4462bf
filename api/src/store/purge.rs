//! What is deleted by time: chats that their users deleted long ago, and answers that nobody asks
//! for again.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{chat, idempotency_key};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter as _, QuerySelect as _, Select, Value};

use super::Store;

/// How many rows go in one transaction: what hangs on them goes with them, and others want to
/// write.
const BATCH: u64 = 100;

/// How long a request can be repeated.
const KEPT: TimeDelta = TimeDelta::hours(24);

impl Store {
    /// Deletes what is due, and says how many chats and answers that were.
    pub async fn purge(&self, chats_after: Duration) -> Result<(u64, u64), DbErr> {
        let now = Utc::now();
        let kept = TimeDelta::from_std(chats_after).unwrap_or(TimeDelta::MAX);
        let chats = match now.checked_sub_signed(kept) {
            Some(before) => {
                self.delete_before::<chat::Entity>(chat::Column::DeletedAt, before).await?
            }
            None => 0,
        };
        let answers = idempotency_key::Column::CreatedAt;
        Ok((chats, self.delete_before::<idempotency_key::Entity>(answers, now - KEPT).await?))
    }

    /// Deletes batch after batch. A row that is not due any more when its turn comes, because its
    /// user restored it, stays.
    async fn delete_before<E: EntityTrait>(
        &self,
        column: E::Column,
        before: DateTime<Utc>,
    ) -> Result<u64, DbErr> {
        let mut deleted = 0;
        loop {
            let due: Select<E> = E::find().filter(column.lt(before)).limit(BATCH);
            let id = id_of::<E>()?;
            let ids: Vec<uuid::Uuid> =
                due.select_only().column(id).into_tuple().all(&self.db).await?;
            if ids.is_empty() {
                return Ok(deleted);
            }
            let write = self.begin().await?;
            let rows = E::delete_many()
                .filter(id.is_in(ids.into_iter().map(Value::from)))
                .filter(column.lt(before));
            deleted += rows.exec(&write.tx).await?.rows_affected;
            write.tx.commit().await?;
        }
    }
}

fn id_of<E: EntityTrait>() -> Result<E::Column, DbErr> {
    "id".parse().map_err(|_| DbErr::Custom("a table without an id".to_owned()))
}
