//! What the words of a migration tell of it.

#![cfg(test)]

use sea_orm_migration::prelude::{ColumnDef, Table};

use super::*;
use crate::ops::RebuildTable;

impl KnownActions {
    pub(in crate::apply) fn of_sql(backend: Backend, sql: &str) -> Self {
        Self::new(backend, [Text::of_sql(backend, sql.to_owned())].into())
    }
}

fn of(sql: &str) -> KnownActions {
    KnownActions::of_sql(Backend::Postgres, sql)
}

#[test]
fn comments_and_layout_are_free_and_nothing_else_is() {
    let first = of("CREATE TABLE a (id int) -- one");
    assert_eq!(first.checksum(), of("CREATE  TABLE a\n(id int)").checksum());
    for other in
        ["CREATE TABLE a (id bigint)", "CREATE TABLE b (id int)", "CREATE TABLE \"a\" (id int)", ""]
    {
        assert_ne!(first.checksum(), of(other).checksum(), "{other}");
    }
    assert_ne!(rebuild("b").checksum(), rebuild("c").checksum());
}

fn rebuild(column: &'static str) -> KnownActions {
    let mut plan = Plan::empty(Backend::Sqlite);
    let table = Table::create()
        .table("a")
        .col(ColumnDef::new(column).text().default("s3cret; goes"))
        .take();
    plan.rebuild_table(RebuildTable::to(table));
    KnownActions::of_plan(&plan)
}

/// What is a rebuild is said by a value: no text of a migration is one, however it begins.
#[test]
fn a_comment_is_no_rebuild() {
    let rebuild = rebuild("b");
    assert!(rebuild.rebuilds() && rebuild.is_plain());
    let shown = rebuild.shown().concat();
    assert!(
        shown.starts_with("-- rebuild as: CREATE TABLE \"a\"") && !shown.contains("s3cret"),
        "{shown}"
    );
    for sql in
        ["-- rebuild as: CREATE TABLE a (b int)", "-- first\nCOMMIT", "-- \nSET LOCAL role = x"]
    {
        assert!(!of(sql).rebuilds(), "{sql}");
    }
    assert!(!of("-- first\nCOMMIT").is_plain());
    assert!(of("-- first\nCOMMIT").controls_transactions());
    assert!(!of("-- first\nSET search_path = x").is_plain());
}

#[test]
fn what_a_statement_means_for_others_is_seen() {
    assert!(!of("SET LOCAL search_path = x").is_plain());
    assert!(!of("SELECT pg_catalog.set_config('a', 'b', true)").is_plain());
    assert!(!of("CREATE TEMP TABLE a (b int)").is_plain());
    assert!(!of("DO $$ BEGIN PERFORM f(); END $$").is_plain());
    assert!(!of("UPDATE a SET b = 1; COMMIT").is_plain());
    assert!(of("UPDATE a SET b = 'set'").is_plain());
    assert!(of("CREATE INDEX CONCURRENTLY i ON a (b)").is_concurrent());
    assert!(of("START TRANSACTION; SELECT 1").controls_transactions());
    assert!(of("INSERT INTO a VALUES (1); COMMIT").controls_transactions());
    assert!(!of("CREATE TABLE a (begin date)").controls_transactions());
    assert!(!of("SAVEPOINT a; ROLLBACK TO a; RELEASE a").controls_transactions());
    assert!(!of("ROLLBACK WORK TO SAVEPOINT a").controls_transactions());
    assert!(of("PREPARE TRANSACTION 'a'").controls_transactions());
}

#[test]
fn all_or_nothing_is_one_change_of_one_object() {
    for sql in
        ["DROP TABLE a", "CREATE UNIQUE INDEX i ON a (b, c)", "ALTER TABLE a ADD b int, ADD c int"]
    {
        assert!(of(sql).begins_with_all_or_nothing(), "{sql}");
    }
    for sql in [
        "DROP TABLE a; DROP TABLE b",
        "DROP TABLE a, b",
        "DROP INDEX CONCURRENTLY i",
        "INSERT INTO a VALUES (1), (2)",
        "CALL everything()",
        "",
    ] {
        assert!(!of(sql).begins_with_all_or_nothing(), "{sql}");
    }
}

#[test]
fn values_are_not_shown() {
    let shown = |sql: &str| of(sql).shown().concat();
    assert_eq!(
        shown("INSERT INTO \"a\" VALUES ('s3cret', 42)"),
        "INSERT INTO \"a\" VALUES ('…', ?)"
    );
    let table = "CREATE TABLE a (b text, c varchar(20))";
    assert_eq!(shown(table), table);
}
