//! The owner whose lease is taken over: in goes what it calls itself, and what it has left open in
//! the server is ended.

use sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement};

use crate::Backend;
use crate::error::reason;

/// Who had the lease.
pub(super) struct Previous {
    pub(super) owner: String,
    /// The statement that ends what the owner has left open.
    pub(super) ends: &'static str,
    /// It has been over for as long as a lease lasts.
    pub(super) is_long_over: bool,
}

impl Previous {
    /// Ends the owner's sessions that wait for it in the middle of a transaction.
    pub(super) async fn end_transactions(&self, db: &DatabaseConnection) {
        let owner = [self.owner.clone().into()];
        let end = Statement::from_sql_and_values(Backend::of(db).into(), self.ends, owner);
        match db.query_all_raw(end).await {
            Ok(ended) if ended.is_empty() => {}
            Ok(_) => tracing::warn!(
                "the lease of another process was over; the transaction that it had left open was ended"
            ),
            Err(error) => {
                tracing::debug!("cannot end what the lost lease has left open: {}", reason(&error));
            }
        }
    }
}
