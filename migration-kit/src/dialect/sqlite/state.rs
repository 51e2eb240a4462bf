//! SQLite: the settings of a connection are PRAGMAs (<https://www.sqlite.org/pragma.html>). Foreign
//! keys are not among those that are put back here: they are set before each migration.

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DatabaseExecutor, DbErr, QueryResult};
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::Sqlite;
use crate::dialect::state::{Kept, SessionState, State, texts};
use crate::dialect::text::Text as _;

/// The PRAGMAs that change what statements do, or whether they do it.
const LOOKED_AT: [&str; 10] = [
    "ignore_check_constraints",
    "legacy_alter_table",
    "query_only",
    "read_uncommitted",
    "recursive_triggers",
    "reverse_unordered_selects",
    "trusted_schema",
    "writable_schema",
    "cell_size_check",
    "automatic_index",
];

/// Those that are of the connection, some of which cannot be set in a transaction.
const OF_THE_CONNECTION: [&str; 14] = [
    "analysis_limit",
    "busy_timeout",
    "cache_size",
    "cache_spill",
    "checkpoint_fullfsync",
    "full_column_names",
    "fullfsync",
    "hard_heap_limit",
    "locking_mode",
    "secure_delete",
    "short_column_names",
    "synchronous",
    "temp_store",
    "wal_autocheckpoint",
];

/// What the connection was.
struct Connection {
    /// The databases that were attached already.
    attached: Vec<String>,
    /// The values of its settings, in their order.
    values: Vec<Option<String>>,
}

#[async_trait::async_trait]
impl State for Sqlite {
    async fn read(
        &self,
        db: &DatabaseConnection,
        _: &[String],
        _: bool,
    ) -> Result<SessionState, DbErr> {
        let values: Vec<String> = LOOKED_AT
            .iter()
            .map(|name| format!("(SELECT CAST({name} AS TEXT) FROM pragma_{name})"))
            .collect();
        let values =
            texts::<{ LOOKED_AT.len() }>(db, &format!("SELECT {}", values.join(", "))).await?;
        let pragmas = LOOKED_AT.iter().zip(values);
        let pragmas =
            pragmas.filter_map(|(name, value)| Some(format!("PRAGMA {name} = {}", value?)));
        // Nobody can read this one; it is off unless somebody switches it on.
        let reset: Vec<String> =
            pragmas.chain(["PRAGMA case_sensitive_like = 0".to_owned()]).collect();
        Ok(SessionState {
            home: "main".to_owned(),
            is_same: None,
            is_outside: None,
            is_locked: None,
            reset: reset.join("; "),
            reset_rows: 0,
            kept: Box::new(Connection {
                attached: attached(db).await?,
                values: settings(db).await?,
            }),
        })
    }
}

#[async_trait::async_trait]
impl Kept for Connection {
    async fn put_back(&self, _: &DatabaseExecutor<'_>) -> Result<(), DbErr> {
        Ok(())
    }

    async fn is_open(&self, db: &DatabaseExecutor<'_>) -> Result<bool, DbErr> {
        Ok(is_open(db).await)
    }

    async fn clear_outside(
        &self,
        db: &DatabaseExecutor<'_>,
        reset: &str,
    ) -> Result<Option<u64>, DbErr> {
        match is_open(db).await {
            true => Ok(None),
            false => Ok(Some(db.execute_unprepared(reset).await?.rows_affected())),
        }
    }

    fn answered(&self, _: u64) {}

    async fn reopen(&self, db: &DatabaseExecutor<'_>) {
        // It is refused where the transaction is still open, which is what is wanted.
        let _ = db.execute_unprepared("BEGIN IMMEDIATE").await;
    }

    /// Sets what differs, lets go of every database that a migration has attached, and drops its
    /// temporary tables, views and triggers.
    async fn put_back_outside(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        let now = settings(db).await?;
        for (at, name) in OF_THE_CONNECTION.iter().enumerate() {
            if let (true, Some(value)) =
                (now.get(at) != self.values.get(at), self.values.get(at).cloned().flatten())
            {
                db.execute_unprepared(&format!("PRAGMA {name} = {value}")).await?;
            }
        }
        let ident = |name: &str| Sqlite.ident(name);
        let temporary = "SELECT type || ' temp.' || '\"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_temp_schema \
                         WHERE type IN ('table', 'view', 'trigger') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                         ORDER BY type = 'table'";
        for row in db.query_all_raw(Backend::Sqlite.statement(temporary)).await? {
            let object: String = row.try_get_by_index(0)?;
            db.execute_unprepared(&format!("DROP {object}")).await?;
        }
        for name in attached(db).await? {
            if !self.attached.contains(&name) {
                db.execute_unprepared(&format!("DETACH {}", ident(&name))).await?;
            }
        }
        Ok(())
    }
}

/// SQLite refuses to begin a transaction in another one.
async fn is_open(db: &DatabaseExecutor<'_>) -> bool {
    match db.execute_unprepared("BEGIN").await {
        // It has taken no lock yet.
        Ok(_) => db.execute_unprepared("ROLLBACK").await.is_err(),
        Err(_) => true,
    }
}

/// What each setting of the connection is; a PRAGMA that this SQLite does not have answers with no
/// row.
async fn settings(db: &DatabaseConnection) -> Result<Vec<Option<String>>, DbErr> {
    let mut values = Vec::new();
    for name in OF_THE_CONNECTION {
        let row = db.query_one_raw(Backend::Sqlite.statement(format!("PRAGMA {name}"))).await?;
        let number = |row: &QueryResult| {
            row.try_get_by_index::<i64>(0).ok().map(|number| number.to_string())
        };
        values.push(row.and_then(|row| number(&row).or_else(|| row.try_get_by_index(0).ok())));
    }
    Ok(values)
}

async fn attached(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let list = "SELECT name FROM pragma_database_list WHERE name NOT IN ('main', 'temp')";
    let rows = db.query_all_raw(Backend::Sqlite.statement(list)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}
