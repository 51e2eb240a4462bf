//! The page on each backend and in each situation.

#![cfg(test)]

use std::time::Instant;

use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use sea_orm_migration::MigratorTraitSelf;
use sea_orm_migration::prelude::*;

use super::{Page, PageOptions, render};
use crate::Backend;
use crate::apply::{self, Options};
use crate::migration::{Plan, Planned, planned};
use crate::on_each_backend;
use crate::testing::TestDatabase;

/// One migration of a made-up history.
struct Made {
    name: String,
    sql: Vec<String>,
}

impl MigrationName for Made {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Planned for Made {
    fn up(&self, plan: &mut Plan) {
        // A plan keeps the texts of its module, which are there for ever.
        for sql in &self.sql {
            plan.add_sql(sql.clone().leak());
        }
    }

    fn down(&self, _: &mut Plan) {}
}

/// The texts of a history's migrations.
struct History(Vec<Vec<String>>);

impl History {
    fn of(migrations: &[&[&str]]) -> Self {
        Self(
            migrations
                .iter()
                .map(|sql| sql.iter().map(|sql| (*sql).to_owned()).collect())
                .collect(),
        )
    }
}

impl MigratorTraitSelf for History {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let migrations = self.0.iter().enumerate();
        migrations
            .map(|(at, sql)| {
                planned(Made { name: format!("m20260101_{at:06}_do_thing_{at}"), sql: sql.clone() })
            })
            .collect()
    }
}

async fn page(db: &DatabaseConnection, history: &[&[&str]]) -> Page {
    let options = PageOptions { database: "shop & co".to_owned(), ..PageOptions::default() };
    render(db, History::of(history), options).await.unwrap()
}

const PARENTS: &str = "CREATE TABLE parents (id integer PRIMARY KEY)";
const CHILDREN: &str = "CREATE TABLE children (id integer PRIMARY KEY, parent_id integer, \
                        FOREIGN KEY (parent_id) REFERENCES parents (id))";

async fn the_page_shows_the_history_and_writes_nothing(database: TestDatabase) {
    let db = database.connect().await;
    let empty = page(&db, &[&[PARENTS]]).await.html;
    assert!(empty.contains("There are no tables yet") && empty.contains(">pending<"), "{empty}");
    assert!(empty.contains(PARENTS), "a migration that is data tells what it would do: {empty}");
    // A table of the records would show as one, or be refused by a role that only reads.
    let again = page(&db, &[]).await.html;
    assert!(
        again.contains("This build has no migrations") && again.contains("There are no tables yet"),
        "{again}"
    );

    let history: [&[&str]; 3] = [&[PARENTS], &[CHILDREN], &["DROP TABLE children"]];
    apply::up(&db, History::of(&history[..2])).await.unwrap();
    let html = page(&db, &history).await.html;
    for expected in [
        "Table children: id ",
        "children.parent_id references parents.id",
        "2</strong> of 3 migrations applied, 1 pending",
        "SQL, 1 statement",
        "CREATE TABLE children",
        "drop-table",
        "shop &amp; co",
        "process ",
    ] {
        assert!(html.contains(expected), "{expected} is not in {html}");
    }
    for unexpected in ["seaql_migrations", "Needs attention", "<script", " style=", " onclick"] {
        assert!(!html.contains(unexpected), "{unexpected} is in {html}");
    }
    // What this build does not have is told, with what it did.
    let older = page(&db, &history[..1]).await.html;
    assert!(
        older.contains(">missing<") && older.contains("this build does not have it"),
        "{older}"
    );
    assert!(older.contains("CREATE TABLE children"), "{older}");
}

on_each_backend!(the_page_shows_the_history_and_writes_nothing);

#[tokio::test(flavor = "multi_thread")]
async fn a_partially_applied_migration_comes_first() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let db = database.connect().await;
    let history: [&[&str]; 2] = [&[PARENTS], &[CHILDREN]];
    apply::up_with(&db, History::of(&history[..1]), Options::default()).await.unwrap();
    db.execute_unprepared(
        "INSERT INTO seaql_migrations_ledger (version, state, direction, statements, error, started_at, host, pid) \
         VALUES ('m20260101_000001_do_thing_1', 'failed', 'up', 'CREATE TABLE children (<id> int)', 'no <b>space</b>', \
         '2026-01-02T03:04:05.678Z', 'web-1', 4711)",
    )
    .await
    .unwrap();
    let html = page(&db, &history).await.html;
    let attention = html.find("Needs attention").unwrap();
    assert!(attention < html.find("Diagram").unwrap());
    let shown = &html[attention..attention + 900];
    for expected in [
        ">failed<",
        "no &lt;b&gt;space&lt;/b&gt;",
        "<code>repair m20260101_000001_do_thing_1 --mark applied</code>",
    ] {
        assert!(shown.contains(expected), "{expected} is not in {shown}");
    }
    assert!(html.contains("begun 2026-01-02T03:04:05.678Z · process 4711 on web-1"), "{html}");
    assert!(html.contains("CREATE TABLE children (&lt;id&gt; int);"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_names_the_one_style_sheet() {
    use base64::Engine as _;
    use sha2::Digest as _;

    let database = TestDatabase::create(Backend::Sqlite).await;
    let Page { html, content_security_policy } = page(&database.connect().await, &[]).await;
    let style = html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(style));
    assert!(
        content_security_policy.contains(&format!("'sha256-{hash}'")),
        "{content_security_policy}"
    );
    assert_eq!(html.matches("<style").count(), 1);
}

/// `cargo test -p migration-kit --lib five_hundred_migrations -- --ignored --nocapture` prints the
/// time and the size.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement: see the line above"]
async fn five_hundred_migrations() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let db = database.connect().await;
    let migrations = (0..500).map(|at| {
        let (table, parent) = (at / 5, at / 7);
        vec![match at % 5 {
            0 => format!(
                "CREATE TABLE t{table} (id integer PRIMARY KEY, a text NOT NULL, b text, c integer, \
                 p integer REFERENCES t{parent} (id))"
            ),
            number => format!("ALTER TABLE t{table} ADD COLUMN x{number} text"),
        }]
    });
    let migrations: Vec<Vec<String>> = migrations.collect();
    apply::up(&db, History(migrations.clone())).await.unwrap();
    for _ in 0..3 {
        let started = Instant::now();
        let page = render(&db, History(migrations.clone()), PageOptions::default()).await.unwrap();
        println!("100 tables, 500 migrations: {:?}, {} bytes", started.elapsed(), page.html.len());
    }
}
