//! A lease on PostgreSQL: behind a pooler, and on CockroachDB, whose advisory locks do nothing.

use sea_orm::sea_query::{
    Alias, Expr, ExprTrait as _, LockBehavior, LockType, SelectStatement, UpdateStatement,
};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr};
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::lease::{Lease, Server};

#[async_trait::async_trait]
impl Lease for Postgres {
    fn clock_in_milliseconds(&self) -> Option<&'static str> {
        Some("CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)")
    }

    fn end_transactions(&self) -> Option<&'static str> {
        Some(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE application_name = $1 AND datname = current_database() \
             AND state LIKE 'idle in transaction%'",
        )
    }

    fn if_idle(&self, update: &mut UpdateStatement, mut row: SelectStatement) {
        // The application name passes through PgBouncer, and a role sees the sessions of its own.
        update.and_where(Expr::cust(
            "(owner = '' OR NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = owner \
             AND datname = current_database() AND coalesce(state, 'active') = 'active'))",
        ));
        // Without a wait for the row: what an UPDATE writes is computed before it waits, so a lease
        // that is taken behind somebody's transaction would be over at once.
        row.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        update.and_where(Expr::col(Alias::new("id")).in_subquery(row));
    }

    async fn server(&self, db: &DatabaseConnection) -> Result<Server, DbErr> {
        // The clock is volatile, so that what distributes queries that only read sends this one to
        // the primary.
        let ask = "SELECT 'version', version(), pg_backend_pid()::bigint, clock_timestamp()";
        let row = db.query_one_raw(Backend::Postgres.statement(ask)).await?;
        let version: String =
            row.as_ref().map(|row| row.try_get_by_index(1)).transpose()?.unwrap_or_default();
        let session = row.and_then(|row| row.try_get_by_index(2).ok());
        Ok(Server { needs_lease: version.contains("CockroachDB"), session })
    }
}
