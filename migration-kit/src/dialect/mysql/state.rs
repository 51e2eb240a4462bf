//! MySQL and MariaDB: nothing resets a session but COM_RESET_CONNECTION, which gives its locks
//! away, so each variable is put back to the value that it had.

use sea_orm::sea_query::{Expr, MysqlQueryBuilder};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr};
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::MySql;
use crate::dialect::state::{Kept, SessionState, State, literal, texts};
use crate::dialect::text::Text as _;
use crate::error::code;

/// The variables of a session that change what statements do, or whether they do it; a server has
/// most of them.
const LOOKED_AT: [&str; 54] = [
    "alter_algorithm",
    "auto_increment_increment",
    "auto_increment_offset",
    "autocommit",
    "big_tables",
    "character_set_client",
    "character_set_connection",
    "character_set_results",
    "character_set_server",
    "check_constraint_checks",
    "collation_connection",
    "collation_server",
    "completion_type",
    "default_storage_engine",
    "default_week_format",
    "div_precision_increment",
    "explicit_defaults_for_timestamp",
    "foreign_key_checks",
    "group_concat_max_len",
    "innodb_lock_wait_timeout",
    "innodb_strict_mode",
    "insert_id",
    "interactive_timeout",
    "lc_time_names",
    "lock_wait_timeout",
    "max_execution_time",
    "max_sort_length",
    "max_statement_time",
    "net_read_timeout",
    "net_write_timeout",
    "old_mode",
    "print_identified_with_as_hex",
    "show_create_table_verbosity",
    "sql_auto_is_null",
    "sql_big_selects",
    "sql_generate_invisible_primary_key",
    "sql_if_exists",
    "sql_log_bin",
    "sql_mode",
    "sql_notes",
    "sql_quote_show_create",
    "sql_require_primary_key",
    "sql_safe_updates",
    "sql_select_limit",
    "sql_warnings",
    "system_versioning_alter_history",
    "time_zone",
    "transaction_isolation",
    "transaction_read_only",
    "tx_isolation",
    "tx_read_only",
    "unique_checks",
    "updatable_views_with_limit",
    "wait_timeout",
];

/// What neither of the two takes while a transaction is open (error 1568, SQLSTATE 25001), and what
/// changes nothing otherwise.
const IS_OUTSIDE: &str = "SET TRANSACTION READ WRITE";

/// Whether that is why it was not taken.
fn is_inside(error: &DbErr) -> bool {
    code(error).as_deref() == Some("25001")
}

/// What the session was.
struct Variables {
    /// As SET ROLE takes it.
    role: String,
    values: Vec<(String, String)>,
}

#[async_trait::async_trait]
impl State for MySql {
    async fn read(
        &self,
        db: &DatabaseConnection,
        records: &[String],
        _: bool,
    ) -> Result<SessionState, DbErr> {
        let values = show(db).await?;
        let [database, role, version] =
            texts::<3>(db, "SELECT DATABASE(), CURRENT_ROLE(), VERSION()").await?;
        let database = database.unwrap_or_default();
        let is_mariadb = version.is_some_and(|version| version.contains("MariaDB"));
        let looked_at = looked_at(values.iter().map(|(name, _)| name.as_str()));
        let [looked] = texts::<1>(db, &format!("SELECT {looked_at}")).await?;

        let ident = |name: &str| self.ident(name);
        let role = match role {
            None => "NONE".to_owned(),
            // MySQL says them quoted, several with commas; MariaDB has one, and says its name.
            Some(role) if is_mariadb && role != "NONE" => ident(&role),
            Some(roles) => roles,
        };
        // A locked table lets nobody at the others, and a temporary one hides that of its name,
        // however that is written.
        let hidden: Vec<String> =
            records.iter().map(|table| format!("{}.{}", ident(&database), ident(table))).collect();
        // A statement that the driver has prepared answers from the database in which it was
        // prepared, so it cannot be asked where the session is; and a trigger, of which nobody
        // would know, cannot change that.
        let reset = format!(
            "UNLOCK TABLES; USE {}; DROP TEMPORARY TABLE IF EXISTS {}; SET timestamp = DEFAULT",
            ident(&database),
            hidden.join(", ")
        );
        Ok(SessionState {
            home: database,
            is_same: Some(Expr::cust_with_values(
                format!("{looked_at} = ?"),
                [looked.unwrap_or_default()],
            )),
            // With `autocommit` off the question would itself begin a transaction.
            is_outside: None,
            is_locked: None,
            reset,
            reset_rows: 0,
            kept: Box::new(Variables { role, values }),
        })
    }
}

#[async_trait::async_trait]
impl Kept for Variables {
    /// Sets what differs: some may be set only by those with a right to it, which whoever changed
    /// it had.
    async fn put_back(&self, db: &DatabaseExecutor<'_>) -> Result<(), DbErr> {
        db.execute_unprepared(&format!("SET ROLE {}", self.role)).await?;
        let now = show(db).await?;
        let differs = self.values.iter().filter(|value| !now.contains(value));
        let set: Vec<String> =
            differs.map(|(name, value)| format!("SESSION {name} = {}", of(value))).collect();
        if !set.is_empty() {
            db.execute_unprepared(&format!("SET {}", set.join(", "))).await?;
        }
        Ok(())
    }

    async fn is_open(&self, db: &DatabaseExecutor<'_>) -> Result<bool, DbErr> {
        match db.execute_unprepared(IS_OUTSIDE).await {
            Ok(_) => Ok(false),
            Err(error) if is_inside(&error) => Ok(true),
            Err(error) => Err(error),
        }
    }

    async fn clear_outside(
        &self,
        db: &DatabaseExecutor<'_>,
        reset: &str,
    ) -> Result<Option<u64>, DbErr> {
        match db.execute_unprepared(&format!("{IS_OUTSIDE}; {reset}")).await {
            Ok(cleared) => Ok(Some(cleared.rows_affected())),
            Err(error) if is_inside(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn answered(&self, _: u64) {}

    /// An end without a transaction does nothing here.
    async fn reopen(&self, _: &DatabaseExecutor<'_>) {}

    async fn put_back_outside(&self, _: &DatabaseConnection) -> Result<(), DbErr> {
        Ok(())
    }
}

async fn show(db: &impl ConnectionTrait) -> Result<Vec<(String, String)>, DbErr> {
    let names: Vec<String> = LOOKED_AT.iter().map(|name| format!("'{name}'")).collect();
    let show = format!("SHOW SESSION VARIABLES WHERE Variable_name IN ({})", names.join(", "));
    let rows = db.query_all_raw(Backend::MySql.statement(show)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// A value as SHOW VARIABLES tells it, for SET.
fn of(value: &str) -> String {
    match value.parse::<f64>() {
        // A name that reads like a number, such as `infinity`, is none.
        Ok(_) if value.starts_with(|first: char| first.is_ascii_digit() || first == '-') => {
            value.to_owned()
        }
        _ => literal(value, MysqlQueryBuilder),
    }
}

/// One text of them all. A hash in hexadecimal digits compares alike under every character set.
fn looked_at<'a>(variables: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<String> =
        variables.map(|name| format!("COALESCE(@@SESSION.{name}, '')")).collect();
    format!("SHA2(CONCAT_WS('|', COALESCE(CURRENT_ROLE(), ''), {}), 256)", all.join(", "))
}
