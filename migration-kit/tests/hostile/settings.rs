//! Settings of the session, as old dumps and hurried people leave them behind.

use crate::case::{Case, Must, sql, with};

/// A kind of one statement for a server.
const fn postgres(name: &'static str, statement: &'static [&'static str]) -> Case {
    Case { name, postgres: sql(statement), ..Case::NEW }
}

const fn mysql(name: &'static str, statement: &'static [&'static str]) -> Case {
    Case { name, mysql: sql(statement), ..Case::NEW }
}

const fn sqlite(name: &'static str, statement: &'static [&'static str]) -> Case {
    Case { name, sqlite: sql(statement), ..Case::NEW }
}

/// Nothing more can be written after it.
const fn last(case: Case) -> Case {
    Case { last: true, ..case }
}

pub const CASES: &[Case] = &[
    Case {
        name: "time_zone",
        postgres: sql(&["SET TIME ZONE '+05:00'"]),
        mysql: sql(&["SET time_zone = '+05:00'"]),
        ..Case::NEW
    },
    Case {
        name: "isolation_of_the_session",
        postgres: sql(&["SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE"]),
        mysql: sql(&["SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE"]),
        ..Case::NEW
    },
    last(Case {
        name: "session_is_read_only",
        postgres: sql(&["SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"]),
        mysql: sql(&["SET SESSION TRANSACTION READ ONLY"]),
        sqlite: sql(&["PRAGMA query_only = ON"]),
        ..Case::NEW
    }),
    last(Case {
        name: "next_transaction_is_read_only",
        postgres: sql(&["SET TRANSACTION READ ONLY"]),
        mysql: sql(&["SET TRANSACTION READ ONLY"]),
        ..Case::NEW
    }),
    Case {
        name: "names",
        postgres: sql(&["SET NAMES 'LATIN1'"]),
        mysql: sql(&["SET NAMES latin1"]),
        ..Case::NEW
    },
    postgres("read_only_by_default", &["SET default_transaction_read_only = on"]),
    postgres("statement_timeout", &["SET statement_timeout = 1234567"]),
    postgres("lock_timeout", &["SET lock_timeout = 0"]),
    postgres("idle_time_out", &["SET idle_in_transaction_session_timeout = 1234567"]),
    postgres("date_style", &["SET DateStyle = 'SQL, DMY'"]),
    postgres("interval_style", &["SET intervalstyle = 'iso_8601'"]),
    postgres("backslashes", &["SET standard_conforming_strings = off"]),
    postgres("replica_role", &["SET session_replication_role = replica"]),
    postgres("row_security", &["SET row_security = off"]),
    postgres("money", &["SET lc_monetary = 'C'"]),
    postgres("bytea_output", &["SET bytea_output = 'escape'"]),
    postgres("extra_float_digits", &["SET extra_float_digits = -15"]),
    postgres("transform_null_equals", &["SET transform_null_equals = on"]),
    postgres("check_function_bodies", &["SET check_function_bodies = false"]),
    postgres("xmloption", &["SET xmloption = document"]),
    postgres("client_min_messages", &["SET client_min_messages = warning"]),
    postgres("synchronous_commit", &["SET synchronous_commit = off"]),
    postgres("work_mem", &["SET maintenance_work_mem = '123MB'"]),
    postgres("custom_setting", &["SET app.tenant = '7'"]),
    postgres(
        "access_method",
        &["SET default_table_access_method = heap", "SET default_toast_compression = 'pglz'"],
    ),
    postgres(
        "plan_settings",
        &["SET enable_seqscan = off; SET jit = off; SET constraint_exclusion = on"],
    ),
    postgres("reset_all", &["RESET ALL"]),
    postgres("discard_all", &["DISCARD ALL"]),
    postgres("discard_plans_and_sequences", &["DISCARD PLANS; DISCARD SEQUENCES"]),
    Case {
        name: "head_of_pg_dump",
        postgres: sql(&[
            "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
             SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; \
             SELECT pg_catalog.set_config('search_path', '', false); SET check_function_bodies = false; \
             SET xmloption = content; SET client_min_messages = warning; SET row_security = off;",
        ]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "setting_in_a_function",
        postgres: with(
            &[
                "CREATE FUNCTION h_set() RETURNS text LANGUAGE sql AS $$ SELECT set_config('TimeZone', 'Asia/Tokyo', false) $$",
            ],
            &["SELECT h_set()"],
        ),
        mysql: with(
            &["CREATE PROCEDURE h_set() SET time_zone = '+09:00', sql_mode = ''"],
            &["CALL h_set()"],
        ),
        ..Case::NEW
    },
    Case {
        name: "setting_by_dynamic_sql",
        postgres: sql(&["DO $$ BEGIN EXECUTE 'SE' || 'T timezone = ''Asia/Tokyo'''; END $$"]),
        mysql: sql(&["EXECUTE IMMEDIATE CONCAT('SE', 'T sql_mode = \\'\\'')"]),
        ..Case::NEW
    },
    Case {
        name: "setting_in_a_trigger",
        mysql: with(
            &[
                "CREATE TABLE h_rows (id int)",
                "CREATE TRIGGER h_set BEFORE INSERT ON h_rows FOR EACH ROW SET SESSION sql_mode = ''",
            ],
            &["INSERT INTO {db}.h_rows VALUES (1)"],
        ),
        ..Case::NEW
    },
    Case {
        // What holds for the transaction alone goes with it.
        name: "set_local",
        postgres: sql(&[
            "SET LOCAL timezone = 'Asia/Tokyo'",
            "SET LOCAL statement_timeout = '50s'",
        ]),
        must: Must::Succeed,
        ..Case::NEW
    },
    mysql("sql_mode", &["SET sql_mode = ''"]),
    mysql("sql_mode_of_ansi", &["SET sql_mode = 'ANSI'"]),
    mysql(
        "sql_mode_of_old_dumps",
        &["/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */"],
    ),
    mysql("collation", &["SET collation_connection = 'utf8mb4_bin'"]),
    mysql("character_set_results", &["SET character_set_results = NULL"]),
    mysql("safe_updates", &["SET sql_safe_updates = 1"]),
    mysql("select_limit", &["SET sql_select_limit = 1"]),
    mysql("foreign_key_checks", &["SET foreign_key_checks = 0"]),
    mysql("unique_checks", &["SET unique_checks = 0"]),
    mysql("check_constraint_checks", &["SET check_constraint_checks = 0"]),
    mysql("autocommit", &["SET autocommit = 0"]),
    last(mysql("autocommit_at_the_end", &["SET autocommit = 0"])),
    mysql("clock", &["SET timestamp = 1000000000"]),
    mysql("auto_increment", &["SET auto_increment_increment = 10, auto_increment_offset = 3"]),
    mysql("insert_id", &["SET insert_id = 4711"]),
    mysql("no_binary_log", &["SET sql_log_bin = 0"]),
    mysql("engine", &["SET default_storage_engine = 'MyISAM'"]),
    mysql("lock_wait_timeouts", &["SET lock_wait_timeout = 1, innodb_lock_wait_timeout = 1"]),
    mysql("statement_time", &["SET max_statement_time = 1234"]),
    mysql("big_selects", &["SET sql_big_selects = 0, max_join_size = 1"]),
    mysql("auto_is_null", &["SET sql_auto_is_null = 1"]),
    mysql("group_concat", &["SET group_concat_max_len = 4"]),
    mysql("alter_algorithm", &["SET alter_algorithm = 'COPY', old_alter_table = 'COPY'"]),
    mysql("lc_time_names", &["SET lc_time_names = 'de_DE'"]),
    mysql("quoting_of_show_create", &["SET sql_quote_show_create = 0, sql_notes = 0"]),
    mysql("wait_timeout", &["SET wait_timeout = 54321, interactive_timeout = 54321"]),
    mysql("explicit_defaults", &["SET explicit_defaults_for_timestamp = 0"]),
    mysql("system_versioning", &["SET system_versioning_alter_history = 'KEEP'"]),
    mysql("strict_innodb", &["SET innodb_strict_mode = 0"]),
    mysql(
        "head_of_mysqldump",
        &[
            "/*!40101 SET NAMES utf8 */",
            "/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */",
            "/*!40103 SET TIME_ZONE='+00:00' */",
            "/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */",
            "/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */",
            "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */",
        ],
    ),
    sqlite("foreign_keys_off", &["PRAGMA foreign_keys = OFF"]),
    sqlite("foreign_keys_on", &["PRAGMA foreign_keys = ON"]),
    sqlite("defer_foreign_keys", &["PRAGMA defer_foreign_keys = ON"]),
    sqlite("ignore_check_constraints", &["PRAGMA ignore_check_constraints = ON"]),
    sqlite("recursive_triggers", &["PRAGMA recursive_triggers = ON"]),
    sqlite("case_sensitive_like", &["PRAGMA case_sensitive_like = ON"]),
    sqlite("legacy_alter_table", &["PRAGMA legacy_alter_table = ON"]),
    sqlite("writable_schema", &["PRAGMA writable_schema = ON"]),
    sqlite("reverse_unordered_selects", &["PRAGMA reverse_unordered_selects = ON"]),
    sqlite("synchronous", &["PRAGMA synchronous = OFF"]),
    sqlite("trusted_schema", &["PRAGMA trusted_schema = OFF"]),
    sqlite("busy_timeout", &["PRAGMA busy_timeout = 1"]),
    sqlite("cache_size", &["PRAGMA cache_size = 7"]),
    sqlite("secure_delete", &["PRAGMA secure_delete = ON"]),
    sqlite("temp_store", &["PRAGMA temp_store = MEMORY"]),
    sqlite("locking_mode", &["PRAGMA locking_mode = EXCLUSIVE"]),
    sqlite("column_names", &["PRAGMA full_column_names = ON", "PRAGMA short_column_names = OFF"]),
    sqlite("pragma_in_odd_spelling", &["/**/ pragma main . ignore_check_constraints ( yes )"]),
];
