use super::*;
use crate::sql::tokens::statements;

fn check(backend: Backend, sql: &str, expected: &[Effect]) {
    let all: Vec<Effect> =
        statements(backend, sql).iter().flat_map(|words| effects(backend, words)).collect();
    assert_eq!(all, expected, "{sql}");
}

fn sets(name: &str) -> Effect {
    Effect::Sets(name.to_owned())
}

fn resets(name: &str) -> Effect {
    Effect::Resets(name.to_owned())
}

fn server(name: &str) -> Effect {
    Effect::SetsServer(name.to_owned())
}

fn unlocks(what: &str, key: Option<&str>) -> Effect {
    Effect::Unlocks { what: what.to_owned(), key: key.map(str::to_owned) }
}

fn begins(by: &str) -> Effect {
    Effect::Begins(by.to_owned())
}

fn ends(by: &str) -> Effect {
    Effect::Ends(by.to_owned())
}

#[test]
fn settings_of_postgres() {
    let check = |sql: &str, expected: &[Effect]| check(Backend::Postgres, sql, expected);
    for sql in [
        "SET ROLE bob",
        "set session role 'bob'",
        "SET role = bob",
        "SELECT set_config('role', 'bob', false)",
    ] {
        check(sql, &[sets("role")]);
    }
    for sql in ["SET SESSION AUTHORIZATION bob", "SET SESSION SESSION AUTHORIZATION bob"] {
        check(sql, &[sets("session_authorization")]);
    }
    for sql in [
        "SET search_path TO a, b",
        "/* so */ set Search_Path=a",
        "SET SCHEMA 'a'",
        "SELECT pg_catalog.set_config('search_path', '', false)",
        "DO $$ BEGIN PERFORM set_config('search_path', 'a', FALSE); END $$",
        "DO $x$ BEGIN IF true THEN SET search_path = a; END IF; END $x$",
        "WITH a AS (SELECT set_config('search_path', 'a', b)) SELECT 1",
    ] {
        check(sql, &[sets("search_path")]);
    }
    check("SET TIME ZONE 'UTC'; SET app.tenant = 'a'", &[sets("timezone"), sets("app.tenant")]);
    check(
        "RESET ROLE; SET ROLE NONE; SET SESSION AUTHORIZATION DEFAULT",
        &[resets("role"), resets("role"), resets("session_authorization")],
    );
    check("RESET ALL; SET search_path TO DEFAULT", &[resets("all"), resets("search_path")]);
    check("ALTER SYSTEM SET work_mem = 1", &[server("work_mem")]);
    check(
        "ALTER DATABASE a SET search_path = b; ALTER ROLE a IN DATABASE b RESET work_mem",
        &[server("search_path"), server("work_mem")],
    );
    for sql in [
        "SET LOCAL search_path = a",
        "SET LOCAL ROLE bob",
        "SET LOCAL SESSION AUTHORIZATION bob",
        "SET TRANSACTION READ ONLY",
        "SET CONSTRAINTS ALL DEFERRED",
        "SELECT set_config('search_path', 'a', true)",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql SET search_path = a AS $$ SET ROLE bob $$",
        "ALTER FUNCTION f() SET search_path = a",
        "ALTER TABLE a ALTER b SET NOT NULL",
        "ALTER ROLE a PASSWORD 'set b'",
        "ALTER DATABASE a SET TABLESPACE b",
        "UPDATE a SET role = 'x'",
        "SELECT 'SET ROLE bob'",
        "GRANT EXECUTE ON FUNCTION pg_advisory_unlock_all() TO a",
    ] {
        check(sql, &[]);
    }
}

#[test]
fn settings_of_mysql() {
    let check = |sql: &str, expected: &[Effect]| check(Backend::MySql, sql, expected);
    check("USE `Other`", &[Effect::Uses("Other".to_owned())]);
    check(
        "SET ROLE a; SET ROLE NONE; SET DEFAULT ROLE a TO b",
        &[sets("role"), resets("role"), server("default role")],
    );
    check("/*!40101 SET @OLD=@@SQL_MODE, SQL_MODE='' */", &[sets("sql_mode")]);
    check(
        "SET GLOBAL a = 1, b = 2, SESSION c = 3, @@d = 4, @@GLOBAL.e = 5, f = 6",
        &[server("a"), server("b"), sets("c"), sets("d"), server("e"), sets("f")],
    );
    check(
        "SET @@persist.a := 1; SET PERSIST_ONLY b = 1; RESET PERSIST c",
        &[server("a"), server("b"), server("c")],
    );
    check(
        "SET NAMES utf8mb4; SET @@session.time_zone = DEFAULT",
        &[sets("names"), resets("time_zone")],
    );
    for sql in [
        "SET @a = 1",
        "SET TRANSACTION READ ONLY",
        "SET PASSWORD = 'a'",
        "SET STATEMENT max_statement_time = 1 FOR SELECT 1",
        "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 1; COMMIT; END",
    ] {
        check(sql, &[]);
    }
}

#[test]
fn settings_of_sqlite() {
    let check = |sql: &str, expected: &[Effect]| check(Backend::Sqlite, sql, expected);
    check(
        "PRAGMA foreign_keys = OFF; pragma main.synchronous(0)",
        &[sets("foreign_keys"), sets("synchronous")],
    );
    check("PRAGMA foreign_keys; PRAGMA table_info(a); PRAGMA user_version = 3", &[]);
}

#[test]
fn locks_by_name() {
    use crate::Backend::{MySql, Postgres};
    check(
        Postgres,
        "SELECT pg_advisory_unlock_all()",
        &[unlocks("pg_advisory_unlock_all()", None)],
    );
    check(
        Postgres,
        "DO $$ BEGIN PERFORM pg_advisory_unlock(1, 2); END $$",
        &[unlocks("pg_advisory_unlock()", Some("1,2"))],
    );
    check(Postgres, "DISCARD ALL; DISCARD TEMP", &[unlocks("DISCARD ALL", None)]);
    check(Postgres, "DEALLOCATE PREPARE ALL; DEALLOCATE a", &[Effect::ForgetsPrepared]);
    check(Postgres, "SELECT pg_try_advisory_lock(1, 2)", &[Effect::Locks("1,2".to_owned())]);
    check(Postgres, "SELECT pg_advisory_xact_lock(1)", &[]);
    check(
        MySql,
        "DO GET_LOCK('a', 1), RELEASE_LOCK('a')",
        &[Effect::Locks("'a'".to_owned()), unlocks("release_lock()", Some("'a'"))],
    );
    check(MySql, "SET @a = RELEASE_ALL_LOCKS()", &[unlocks("release_all_locks()", None)]);
    check(MySql, "INSERT INTO release_lock (a) VALUES (1)", &[]);
}

#[test]
fn transactions() {
    use crate::Backend::{MySql, Postgres, Sqlite};
    for backend in [MySql, Postgres, Sqlite] {
        check(
            backend,
            "begin; COMMIT; ROLLBACK WORK",
            &[begins("BEGIN"), ends("COMMIT"), ends("ROLLBACK")],
        );
        check(
            backend,
            "SAVEPOINT a; ROLLBACK TO a; ROLLBACK TRANSACTION TO a; RELEASE SAVEPOINT a",
            &[],
        );
    }
    check(
        Postgres,
        "START TRANSACTION READ ONLY; ABORT; END",
        &[begins("START TRANSACTION"), ends("ABORT"), ends("END")],
    );
    check(Postgres, "DO $$ BEGIN COMMIT; END $$", &[ends("COMMIT")]);
    check(Postgres, "COMMIT PREPARED 'a'; PREPARE a AS SELECT 1", &[]);
    check(
        MySql,
        "SET autocommit = 0, sql_mode = ''; SET @@autocommit=1",
        &[begins("SET autocommit = 0"), sets("sql_mode"), ends("SET autocommit = 1")],
    );
    check(MySql, "LOCK TABLES a WRITE; UNLOCK TABLES", &[Effect::LocksTables]);
    check(MySql, "BEGIN NOT ATOMIC DECLARE a int; END", &[]);
    check(Sqlite, "BEGIN IMMEDIATE; END TRANSACTION", &[begins("BEGIN"), ends("END")]);
}
