//! A history that reaches beyond its database is not replayed on a server that is not local.

#![cfg(test)]

mod common;

use common::{List, Migration};
use migration_kit::inside::apply::Migrations;
use migration_kit::inside::shadow::{Server, stays_inside};
use migration_kit::testing::block_on;
use migration_kit::{Error, Target};

const POSTGRES: &str = "postgres://app:secret@db.example.com/shop";
const MYSQL: &str = "mysql://app:secret@db.example.com/shop";

/// Nothing of this connects anywhere: the servers do not exist.
fn reach(url: &str, sql: &'static str) -> Result<(), Error> {
    let migrations = List(vec![
        Migration::sql("m1_first", "CREATE TABLE a (id int)", ""),
        Migration::sql("m2_second", sql, ""),
    ]);
    let server = Server::of(Target::parse(url).unwrap());
    block_on(async { stays_inside(&Migrations::of(&migrations).unwrap(), &server).await })
}

/// `kind` is what the message says of the statement; nothing for one that stays inside.
fn check(url: &str, sql: &'static str, kind: &str) {
    match reach(url, sql) {
        Ok(()) => assert_eq!(kind, "", "{sql} passes"),
        Err(error) => {
            let text = error.to_string();
            let expected = format!(
                "migration m2_second reaches beyond a shadow database on {}, which is not local: {kind}",
                Target::parse(url).unwrap()
            );
            assert_eq!(text, expected, "{sql}");
            assert_eq!(error.exit_code(), 2);
        }
    }
}

#[test]
fn on_postgres() {
    for (sql, kind) in [
        ("CREATE ROLE app", "CREATE ROLE"),
        ("alter user app SUPERUSER", "ALTER USER"),
        ("DROP DATABASE shop", "DROP DATABASE"),
        ("CREATE TABLESPACE t LOCATION '/x'", "CREATE TABLESPACE"),
        ("/* x */ ALTER SYSTEM SET work_mem = '1GB'", "ALTER SYSTEM"),
        ("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", "CREATE SUBSCRIPTION"),
        ("CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw", "CREATE SERVER"),
        ("GRANT admin TO app", "GRANT of a role"),
        ("REVOKE admin FROM app", "REVOKE of a role"),
        ("GRANT CONNECT ON DATABASE shop TO app", "GRANT ON DATABASE"),
        ("DROP OWNED BY app", "DROP OWNED"),
        ("REASSIGN OWNED BY app TO other", "REASSIGN OWNED"),
        ("COMMENT ON ROLE app IS 'x'", "COMMENT ON ROLE"),
        ("COPY a TO PROGRAM 'sh'", "COPY with a PROGRAM"),
        ("COPY (SELECT 1 FROM a) TO '/tmp/x'", "COPY with a file of the server"),
        ("SELECT dblink_exec('host=x', 'DROP TABLE y')", "it calls dblink_exec"),
        ("SELECT pg_catalog.pg_reload_conf()", "it calls pg_reload_conf"),
        ("CREATE TABLE b (id int); CREATE ROLE app", "CREATE ROLE"),
        ("DO $$ BEGIN IF true THEN CREATE ROLE app; END IF; END $$", "CREATE ROLE"),
        ("DO $$ BEGIN EXECUTE format('CREATE ROLE %I', 'app'); END $$", "CREATE ROLE"),
        ("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DROP ROLE app'", "DROP ROLE"),
        (
            "SELECT 1 FROM pg_roles WHERE rolname = 'app'",
            "it looks at pg_roles, which all databases share",
        ),
        // And what stays inside.
        ("CREATE USER MAPPING FOR app SERVER s", ""),
        ("GRANT SELECT ON a TO app", ""),
        ("REVOKE ALL ON SCHEMA public FROM PUBLIC", ""),
        ("GRANT SELECT (id) ON TABLE a TO app", ""),
        ("CREATE TABLE database (role int, \"user\" text DEFAULT 'CREATE ROLE x')", ""),
        ("ALTER TABLE a ADD COLUMN role text", ""),
        ("COMMENT ON TABLE a IS 'DROP DATABASE'", ""),
        ("COMMENT ON COLUMN server.role IS 'x'", ""),
        ("INSERT INTO a SELECT 1", ""),
        ("COPY a FROM STDIN", ""),
        ("CREATE EXTENSION dblink", ""),
        ("CREATE SCHEMA other", ""),
        ("DO $$ BEGIN CREATE TABLE b (id int); GRANT SELECT ON b TO app; END $$", ""),
        ("SET lock_timeout = '1s'", ""),
    ] {
        check(POSTGRES, sql, kind);
    }
}

#[test]
fn on_mysql() {
    for (sql, kind) in [
        ("CREATE USER app", "CREATE USER"),
        ("DROP ROLE IF EXISTS r", "DROP ROLE"),
        ("RENAME USER a TO b", "RENAME USER"),
        ("CREATE DATABASE IF NOT EXISTS other", "CREATE DATABASE"),
        ("DROP SCHEMA other", "DROP SCHEMA"),
        ("GRANT SELECT ON shop.* TO app", "GRANT"),
        ("SET GLOBAL max_connections = 1", "SET GLOBAL"),
        ("SET sql_mode = '', @@GLOBAL.event_scheduler = ON", "SET GLOBAL"),
        ("SET PERSIST max_connections = 1", "SET GLOBAL"),
        ("/*!50003 SET GLOBAL log_bin_trust_function_creators = 1 */", "SET GLOBAL"),
        ("SET PASSWORD FOR app = 'x'", "SET of an account"),
        ("LOAD DATA INFILE '/x' INTO TABLE a", "LOAD DATA"),
        ("SELECT * FROM a INTO OUTFILE '/x'", "SELECT INTO a file of the server"),
        ("SELECT LOAD_FILE('/x')", "it calls load_file"),
        ("FLUSH TABLES", "FLUSH"),
        ("USE shop", "USE"),
        ("UPDATE shop.users SET name = 'x'", "UPDATE of shop.users"),
        ("DELETE FROM `shop`.`users`", "DELETE of shop.users"),
        ("INSERT IGNORE INTO shop.users VALUES (1)", "INSERT of shop.users"),
        ("ALTER TABLE a ADD b int, RENAME TO shop.a", "ALTER of shop.a"),
        ("UPDATE a JOIN shop.users u ON u.id = a.id SET u.name = 'x'", "UPDATE of shop.users"),
        ("DELETE u FROM a, shop.users u WHERE a.id = u.id", "DELETE of shop.users"),
        ("SELECT 1 FROM mysql.user", "it looks at mysql, which all databases share"),
        ("DROP TABLE a, shop.users", "DROP of shop.users"),
        ("TRUNCATE shop.users", "TRUNCATE of shop.users"),
        ("RENAME TABLE a TO shop.a", "RENAME of shop.a"),
        ("CREATE INDEX i ON shop.users (id)", "CREATE of shop.users"),
        ("CREATE FUNCTION f RETURNS INTEGER SONAME 'x.so'", "CREATE FUNCTION from a library"),
        (
            "CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW UPDATE shop.users SET n = 1",
            "UPDATE of shop.users",
        ),
        ("CREATE PROCEDURE p() BEGIN SELECT 1; CREATE USER app; END", "CREATE USER"),
        ("SET @sql = 'CREATE USER app'; PREPARE s FROM @sql", "CREATE USER"),
        ("EXECUTE IMMEDIATE 'DROP DATABASE shop'", "DROP DATABASE"),
        // And what stays inside.
        ("CREATE TABLE `user` (`role` int, `database` decimal(9, 2) DEFAULT 1.5)", ""),
        ("ALTER TABLE a ADD COLUMN role int", ""),
        ("UPDATE a JOIN b ON a.id = b.id SET a.id = b.id", ""),
        ("CREATE VIEW v AS SELECT a.id FROM a", ""),
        ("DELETE FROM a WHERE a.id > 1 ORDER BY a.id, a.id", ""),
        ("DELETE a.* FROM a JOIN b USING (id)", ""),
        ("INSERT INTO a (id) SELECT b.id FROM b, c WHERE b.id = c.id", ""),
        ("ALTER TABLE a RENAME COLUMN id TO shop, RENAME INDEX x TO y", ""),
        ("SET NAMES utf8mb4", ""),
        ("SET @reset = 1, @stop = 2", ""),
        ("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.reset = NEW.stop", ""),
        ("START TRANSACTION", ""),
        ("INSERT INTO a (id) VALUES (1) ON DUPLICATE KEY UPDATE id = 2", ""),
        ("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.id = 1", ""),
    ] {
        check(MYSQL, sql, kind);
    }
}

#[test]
fn the_message_names_the_variable_and_no_password() {
    for (url, sql, variable) in [
        (POSTGRES, "CREATE ROLE app PASSWORD 'secret'", "SHADOW_POSTGRES_URL"),
        (MYSQL, "CREATE USER app IDENTIFIED BY 'secret'", "SHADOW_MYSQL_URL"),
    ] {
        let error = reach(url, sql).unwrap_err();
        let hint = error.hint().unwrap();
        assert!(hint.contains(variable), "{hint}");
        assert!(!format!("{error} {hint}").contains("secret"), "{error} {hint}");
    }
}

#[test]
fn a_local_server_is_its_users_own() {
    reach("postgres://app@127.0.0.1/shop", "CREATE ROLE app").unwrap();
    reach("mysql://app@localhost/shop", "CREATE USER app").unwrap();
}

#[test]
fn what_cannot_be_recorded_is_not_replayed() {
    let migrations = List(vec![Migration::new("m1", |_| {
        Box::pin(async { Err(sea_orm_migration::DbErr::Custom("no".into())) })
    })]);
    let server = Server::of(Target::parse(POSTGRES).unwrap());
    let error =
        block_on(async { stays_inside(&Migrations::of(&migrations).unwrap(), &server).await })
            .unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(
        error.to_string().starts_with("cannot tell whether migration m1 stays inside"),
        "{error}"
    );
    assert!(error.hint().unwrap().contains("SHADOW_POSTGRES_URL"));
}
