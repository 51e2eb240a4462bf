//! Whether anything was sent to the server at all: asked of the server, because SeaORM does not
//! tell of every statement.

use sea_orm::{ConnectionTrait as _, DatabaseConnection};

use super::execution::Execution;
use crate::Backend;
use crate::dialect::execution;

/// What the server had counted before a migration.
pub(super) struct Sent(Option<i64>);

impl Sent {
    /// Asks where a server counts, because a migration that fails is otherwise taken to have left
    /// something behind, and of a migration whose statements are not counted one by one.
    pub(super) async fn before(db: &DatabaseConnection, execution: &Execution<'_>) -> Self {
        let is_counted = execution.actions.as_ref().is_some_and(|actions| !actions.is_recorded());
        match is_counted {
            true => Self(None),
            false => Self(count(db).await),
        }
    }

    /// Whether nothing but this question was sent since. What is not known was sent.
    pub(super) async fn is_nothing_since(&self, db: &DatabaseConnection) -> bool {
        match self.0 {
            Some(before) => count(db).await == Some(before + 1),
            None => false,
        }
    }
}

/// How many statements the session has sent, this one included, where a server counts them.
async fn count(db: &DatabaseConnection) -> Option<i64> {
    let backend = Backend::of(db);
    let ask = backend.statement(execution::of(backend).statements_sent()?);
    let row = db.query_one_raw(ask).await.ok().flatten()?;
    row.try_get_by_index::<String>(1).ok()?.parse().ok()
}
