//! What every table does on insert and update, in one place.

use chrono::{SubsecRound as _, Utc};
use sea_orm::prelude::DateTimeUtc;

/// The current time, in whole microseconds: the precision that all three backends keep, so that a
/// value read back equals the one written.
pub(crate) fn now() -> DateTimeUtc {
    Utc::now().trunc_subsecs(6)
}

/// Implements `ActiveModelBehavior`: a new row gets a time-ordered id (UUID version 7, RFC 9562)
/// and both of its timestamps, and an update moves `updated_at`. A value that the caller has set is
/// kept.
macro_rules! table_behavior {
    () => {
        #[async_trait::async_trait]
        impl ActiveModelBehavior for ActiveModel {
            fn new() -> Self {
                Self { id: sea_orm::Set(uuid::Uuid::now_v7()), ..ActiveModelTrait::default() }
            }

            async fn before_save<C>(mut self, _db: &C, insert: bool) -> Result<Self, DbErr>
            where
                C: ConnectionTrait,
            {
                let now = $crate::behavior::now();
                if insert && self.created_at.is_not_set() {
                    self.created_at = sea_orm::Set(now);
                }
                if !self.updated_at.is_set() {
                    self.updated_at = sea_orm::Set(now);
                }
                Ok(self)
            }
        }
    };
}

pub(crate) use table_behavior;
