//! No page of a rule teaches SQL that its database does not take: what a page gives, calls bad or
//! calls good is run, and what it says is refused is refused.

#![cfg(test)]

use migration_kit::inside::lint::{Rule, rules};
use migration_kit::on_each_backend;
use migration_kit::testing::{Backend, TestDatabase};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, TransactionTrait as _,
};

on_each_backend!(every_page_is_sql);

async fn every_page_is_sql(database: TestDatabase) {
    // What a page does to its session is met by the next statement, and put back by `clear`.
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await.unwrap();
    let mut wrong = Vec::new();
    for rule in
        rules().iter().filter(|rule| rule.backends.contains(&db.get_database_backend().into()))
    {
        for block in
            blocks(rule, db.get_database_backend().into()).filter(|block| !block.is("given"))
        {
            clear(&db).await;
            let ran = run(&db, rule, &block).await;
            if ran.is_err() != block.is("refused") {
                wrong.push(format!("{}: {ran:?}\n{}", rule.name, block.sql));
            }
        }
    }
    db.close().await.unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

struct Block {
    words: Vec<&'static str>,
    sql: &'static str,
}

impl Block {
    fn is(&self, word: &str) -> bool {
        self.words.contains(&word)
    }
}

fn blocks(rule: &Rule, backend: Backend) -> impl Iterator<Item = Block> + use<> {
    let names = ["postgres", "mysql", "sqlite"];
    let name = match backend {
        Backend::Postgres => names[0],
        Backend::MySql => names[1],
        _ => names[2],
    };
    let fences = rule.page.split("```").skip(1).step_by(2);
    let sql = fences.filter_map(|block| block.strip_prefix("sql ")?.split_once('\n'));
    let all = sql.map(|(words, sql)| Block { words: words.split_whitespace().collect(), sql });
    all.filter(move |block| block.is(name) || !names.iter().any(|name| block.is(name)))
}

async fn run(db: &DatabaseConnection, rule: &Rule, block: &Block) -> Result<(), DbErr> {
    for given in blocks(rule, db.get_database_backend().into()).filter(|block| block.is("given")) {
        execute(db, given.sql).await?;
    }
    let (up, down) = block.sql.split_once("-- down\n").unwrap_or((block.sql, ""));
    for sql in [up, down] {
        if block.is("no-transaction") || Backend::from(db.get_database_backend()) == Backend::MySql
        {
            execute(db, sql).await?;
        } else {
            let transaction = db.begin().await?;
            execute(&transaction, sql).await?;
            transaction.commit().await?;
        }
    }
    Ok(())
}

async fn execute(db: &impl ConnectionTrait, sql: &str) -> Result<(), DbErr> {
    for statement in sql.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
        db.execute_unprepared(statement.trim_end_matches(';')).await?;
    }
    Ok(())
}

/// Every page begins with an empty database.
async fn clear(db: &DatabaseConnection) {
    // A page may leave a transaction open; where none is, SQLite refuses this.
    let _ = db.execute_unprepared("ROLLBACK").await;
    let all: &[&str] = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => &[
            "RESET SESSION AUTHORIZATION",
            "RESET ROLE",
            "DROP SCHEMA IF EXISTS app CASCADE",
            "DROP SCHEMA public CASCADE",
            "CREATE SCHEMA public",
            "RESET ALL",
        ],
        _ => &[
            "DROP VIEW IF EXISTS papers",
            "DROP TABLE IF EXISTS notes",
            "DROP TABLE IF EXISTS memos",
            "DROP TABLE IF EXISTS new_notes",
            "DROP TABLE IF EXISTS tags",
            "DROP TABLE IF EXISTS authors",
        ],
    };
    for sql in all {
        db.execute_unprepared(sql).await.unwrap();
    }
}
