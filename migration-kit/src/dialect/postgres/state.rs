//! PostgreSQL: RESET takes back whatever was set, roles included (its manual, "RESET", "SET ROLE",
//! "SET SESSION AUTHORIZATION"). DISCARD ALL and DEALLOCATE ALL would do more than that: they free
//! the lock and take the driver its statements.

use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::sea_query::{Expr, PostgresQueryBuilder};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DatabaseExecutor, DbErr, RuntimeErr};
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::state::{Kept, SessionState, State, literal, texts};
use crate::dialect::{Postgres, driver};
use crate::error::code;

/// What decides where a statement goes, whose it is and what its texts mean. Whatever else is set
/// is reset after a migration that may have set it.
const LOOKED_AT: [&str; 16] = [
    "search_path",
    "default_transaction_read_only",
    "default_transaction_isolation",
    "session_replication_role",
    "row_security",
    "check_function_bodies",
    "standard_conforming_strings",
    "client_encoding",
    "TimeZone",
    "DateStyle",
    "IntervalStyle",
    "bytea_output",
    "extra_float_digits",
    "default_tablespace",
    "xmloption",
    "lc_monetary",
];

/// The advisory locks of the session (manual, "pg_locks"), each as one text.
const HELD: &str = "SELECT concat_ws('/', classid, objid, objsubid) FROM pg_locks \
                    WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()";

/// Gives back those that a migration took, once; `$1` are the kit's own.
const UNLOCK_OTHERS: &str = "SELECT count(CASE WHEN objsubid = 1 AND mode = 'ExclusiveLock' \
     THEN pg_advisory_unlock((classid::bigint << 32) | objid::bigint) \
     WHEN objsubid = 1 THEN pg_advisory_unlock_shared((classid::bigint << 32) | objid::bigint) \
     WHEN mode = 'ExclusiveLock' THEN pg_advisory_unlock(classid::integer, objid::integer) \
     ELSE pg_advisory_unlock_shared(classid::integer, objid::integer) END) FROM pg_locks \
     WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid() \
     AND concat_ws('/', classid, objid, objsubid) <> ALL (string_to_array(";

/// Two rows while a statement is there that the driver has prepared.
const PREPARED: &str = "SELECT FROM generate_series(1, 2) \
                        WHERE EXISTS (SELECT FROM pg_prepared_statements WHERE NOT from_sql AND name = ";

#[async_trait::async_trait]
impl State for Postgres {
    /// Where a pooler shares the sessions, what else is open in one may be somebody else's.
    async fn read(
        &self,
        db: &DatabaseConnection,
        _: &[String],
        is_shared: bool,
    ) -> Result<SessionState, DbErr> {
        let looked_at = looked_at();
        let read = format!(
            "SELECT current_schema()::text, {looked_at}, array_to_string(ARRAY({HELD}), ',')"
        );
        let [home, looked, held] = texts::<3>(db, &read).await?;
        let held = held.unwrap_or_default();
        // What was set before, by whoever opened the connection, is set again; what came with the
        // connection is reset to.
        let set =
            "SELECT name::text, setting FROM pg_settings WHERE source = 'session' ORDER BY name";
        let rows = db.query_all_raw(Backend::Postgres.statement(set)).await?;
        let mut reset = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL".to_owned();
        let mut reset_rows = rows.len() as u64;
        for row in &rows {
            let (name, value): (String, String) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            // The time-outs are the kit's own, in the unit in which `setting` tells them.
            let [name, value] = [name, value].map(|text| literal(&text, PostgresQueryBuilder));
            reset.push_str(&format!("; SELECT set_config({name}, {value}, false)"));
        }
        let prepared = "SELECT name FROM pg_prepared_statements WHERE NOT from_sql ORDER BY prepare_time LIMIT 1";
        let [prepared] = texts::<1>(db, prepared).await?;
        let prepared = literal(&prepared.unwrap_or_default(), PostgresQueryBuilder);
        reset = format!("{PREPARED}{prepared}); {reset}");
        if !is_shared {
            let held = literal(&held, PostgresQueryBuilder);
            reset.push_str(&format!(
                "; UNLISTEN *; CLOSE ALL; DISCARD TEMP; {UNLOCK_OTHERS}{held}, ','))"
            ));
            reset_rows += 1;
        }
        let is_locked = Expr::cust_with_values(
            format!("string_to_array($1, ',') <@ ARRAY({HELD})"),
            [held.as_str()],
        );
        Ok(SessionState {
            home: home.unwrap_or_default(),
            is_same: Some(Expr::cust_with_values(
                format!("{looked_at} = $1"),
                [looked.unwrap_or_default()],
            )),
            // In the simple protocol the first statement of a message begins the transaction, at
            // the very time at which it begins itself (manual, "Current Date/Time").
            is_outside: Some(Expr::cust("transaction_timestamp() = statement_timestamp()")),
            is_locked: Some(is_locked),
            reset,
            reset_rows,
            kept: Box::new(Prepared(AtomicBool::new(true))),
        })
    }
}

/// Whether the server still has what the driver has prepared: DEALLOCATE ALL takes it away, and the
/// driver does not hear of it.
struct Prepared(AtomicBool);

#[async_trait::async_trait]
impl Kept for Prepared {
    async fn put_back(&self, _: &DatabaseExecutor<'_>) -> Result<(), DbErr> {
        Ok(())
    }

    /// The question goes in the simple protocol, as [`SessionState::is_outside`] says.
    async fn is_open(&self, db: &DatabaseExecutor<'_>) -> Result<bool, DbErr> {
        let asked = db
            .execute_unprepared("SELECT WHERE transaction_timestamp() = statement_timestamp()")
            .await;
        match asked {
            Ok(asked) => Ok(asked.rows_affected() == 0),
            // `in_failed_sql_transaction` (manual, appendix A).
            Err(error) if code(&error).as_deref() == Some("25P02") => Ok(true),
            Err(error) => Err(error),
        }
    }

    async fn clear_outside(
        &self,
        db: &DatabaseExecutor<'_>,
        reset: &str,
    ) -> Result<Option<u64>, DbErr> {
        Ok(Some(db.execute_unprepared(reset).await?.rows_affected()))
    }

    fn answered(&self, others: u64) {
        self.0.store(others >= 2, Ordering::Relaxed);
    }

    /// An end without a transaction does nothing here.
    async fn reopen(&self, _: &DatabaseExecutor<'_>) {}

    /// Lets the driver forget what it has prepared, too, if that is not there.
    async fn put_back_outside(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        let driver = driver::of(Backend::Postgres).filter(|driver| driver.has(db));
        match driver.filter(|_| !self.0.load(Ordering::Relaxed)) {
            Some(driver) => {
                let forgotten = driver.forget_prepared(db).await;
                forgotten.map_err(|e| DbErr::Conn(RuntimeErr::SqlxError(e.into())))
            }
            None => Ok(()),
        }
    }
}

fn looked_at() -> String {
    let settings: Vec<String> =
        LOOKED_AT.iter().map(|name| format!("current_setting('{name}')")).collect();
    format!("concat_ws(chr(10), session_user, current_user, {})", settings.join(", "))
}
