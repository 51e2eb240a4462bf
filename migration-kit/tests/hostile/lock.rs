//! The lock that keeps others out, and locks that the migration takes itself.

use crate::case::{Case, Must, On, Style, Way, sql};

/// Somebody else tries to migrate while the next migration runs.
const HELD: Case = Case { contends: true, ..Case::NEW };

/// The name of a user-level lock is what the server says this connection holds. (It is not told by
/// MariaDB itself.)
pub const CASES: &[Case] = &[
    Case {
        name: "nothing",
        sqlite: sql(&["SELECT 1"]),
        postgres: sql(&["SELECT 1"]),
        mysql: sql(&["SELECT 1"]),
        must: Must::Succeed,
        ..HELD
    },
    Case {
        name: "unlock_all",
        postgres: sql(&["SELECT pg_advisory_unlock_all()"]),
        mysql: sql(&["DO RELEASE_ALL_LOCKS()"]),
        ..HELD
    },
    Case {
        name: "unlock_all_at_the_end",
        postgres: sql(&["DO $$ BEGIN PERFORM pg_advisory_unlock_all(); END $$"]),
        mysql: sql(&["SELECT RELEASE_ALL_LOCKS()"]),
        last: true,
        ..HELD
    },
    Case {
        name: "unlock_in_dynamic_sql",
        postgres: sql(&["DO $$ BEGIN EXECUTE 'SELECT pg_advisory_' || 'unlock_all()'; END $$"]),
        mysql: sql(&["EXECUTE IMMEDIATE CONCAT('DO RELEASE_', 'ALL_LOCKS()')"]),
        ..HELD
    },
    Case {
        name: "unlock_what_it_holds",
        postgres: sql(&[
            "SELECT pg_advisory_unlock(((classid::bigint << 32) | objid::bigint)) FROM pg_locks \
             WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
        ]),
        ..HELD
    },
    Case { name: "discard_all", postgres: sql(&["DISCARD ALL"]), ..HELD },
    Case {
        name: "lock_taken_and_left",
        postgres: sql(&["SELECT pg_advisory_lock(hashtext('{db}'))"]),
        mysql: sql(&["DO GET_LOCK('{db}', 0)"]),
        ..HELD
    },
    Case {
        name: "shared_lock_taken_and_left",
        postgres: sql(&["SELECT pg_advisory_lock_shared(1, hashtext('{db}'))"]),
        ..HELD
    },
    Case {
        name: "lock_of_the_transaction",
        postgres: sql(&["SELECT pg_advisory_xact_lock(hashtext('{db}'))"]),
        // All share one transaction there.
        only: |axes| axes.way != Way::AllAtOnce,
        ..HELD
    },
    Case { name: "tables_locked", mysql: sql(&["LOCK TABLES a WRITE"]), last: true, ..Case::NEW },
    Case {
        name: "tables_locked_for_reading",
        mysql: sql(&["LOCK TABLES a READ"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "all_its_tables_locked",
        mysql: sql(&["LOCK TABLES a WRITE, seaql_migrations WRITE"]),
        last: true,
        ..Case::NEW
    },
    Case { name: "tables_locked_in_between", mysql: sql(&["LOCK TABLES a WRITE"]), ..Case::NEW },
    Case {
        name: "tables_locked_and_unlocked",
        mysql: sql(&["LOCK TABLES a WRITE", "UNLOCK TABLES"]),
        must: Must::Succeed,
        // How far a plan is cannot be noted meanwhile.
        only: |axes| axes.in_transaction || axes.style == Style::Async,
        ..HELD
    },
    Case {
        name: "table_locked",
        postgres: sql(&["LOCK TABLE a IN ACCESS EXCLUSIVE MODE"]),
        ..Case::NEW
    },
    Case {
        name: "tables_flushed_with_a_lock",
        mysql: sql(&["FLUSH TABLES a WITH READ LOCK"]),
        last: true,
        ..Case::NEW
    },
    Case { name: "backup_lock", mysql: sql(&["BACKUP LOCK a"]), ..Case::NEW },
    Case {
        name: "connection_killed",
        postgres: sql(&["SELECT pg_terminate_backend(pg_backend_pid())"]),
        mysql: sql(&["KILL CONNECTION CONNECTION_ID()"]),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "connection_killed_at_the_end",
        postgres: sql(&["SELECT pg_terminate_backend(pg_backend_pid())"]),
        mysql: sql(&["KILL CONNECTION CONNECTION_ID()"]),
        must: Must::Fail,
        last: true,
        ..Case::NEW
    },
    Case {
        name: "statement_cancelled",
        postgres: sql(&["SELECT pg_cancel_backend(pg_backend_pid())"]),
        mysql: sql(&["KILL QUERY CONNECTION_ID()"]),
        ..Case::NEW
    },
    Case {
        name: "exclusive_lock_of_the_file",
        sqlite: On {
            sql: &["PRAGMA locking_mode = EXCLUSIVE", "CREATE TABLE h_3 (id int)"],
            ..On::NOTHING
        },
        ..Case::NEW
    },
];
