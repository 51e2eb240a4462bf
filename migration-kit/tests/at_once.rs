//! PostgreSQL: migrations that go in one message with their record leave what a migration leaves
//! that goes statement by statement.

#![cfg(test)]

mod common;

use common::{number, recorded, run, texts};
use migration_kit::apply::Options;
use migration_kit::inside::apply::{Migrations, Session};
use migration_kit::migration::{Plan, planned};
use migration_kit::testing::{Backend, TestDatabase};
use migration_kit::{Error, Left, Target};
use sea_orm_migration::MigratorTraitSelf;
use sea_orm_migration::prelude::*;

/// A migration as data: its version and its statements.
#[derive(Clone, Copy)]
struct Sql(&'static str, &'static [&'static str]);

/// The same as an async function.
struct Async(Sql);

impl MigrationName for Async {
    fn name(&self) -> &str {
        self.0.0
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Async {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for sql in self.0.1 {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

impl MigrationName for Sql {
    fn name(&self) -> &str {
        self.0
    }
}

impl migration_kit::migration::Planned for Sql {
    fn up(&self, plan: &mut Plan) {
        for sql in self.1 {
            plan.add_sql(sql);
        }
    }

    fn down(&self, _: &mut Plan) {}
}

/// Migrations, and whether they are data.
struct List(Vec<Sql>, bool);

impl MigratorTraitSelf for List {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let of = |sql: &Sql| match self.1 {
            true => planned(*sql),
            false => Box::new(Async(*sql)) as Box<dyn MigrationTrait>,
        };
        self.0.iter().map(of).collect()
    }
}

/// The first has been applied, so that the others come one by one.
const FIRST: Sql = Sql("m0", &["CREATE TABLE first (id integer PRIMARY KEY)"]);

struct Used {
    database: TestDatabase,
    session: Session,
    as_data: bool,
}

impl Used {
    async fn new(as_data: bool) -> Self {
        let database = TestDatabase::create(Backend::Postgres).await;
        let mut session =
            Session::open(&Target::parse(database.url()).unwrap(), Options::default())
                .await
                .unwrap();
        session.up(&Migrations::of(&List(vec![FIRST], as_data)).unwrap(), None).await.unwrap();
        Self { database, session, as_data }
    }

    async fn up(&mut self, migrations: &[Sql]) -> Result<usize, Error> {
        let list = List([&[FIRST], migrations].concat(), self.as_data);
        Ok(self.session.up(&Migrations::of(&list).unwrap(), None).await?.len())
    }
}

const TABLES: &str = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'seaql%' ORDER BY 1";

/// The words of the history table but for its times.
const HISTORY: &str = "SELECT concat_ws('|', version, state, direction, checksum, statements, statements_done, error, host, pid > 0, \
                      kit, sea_query) FROM seaql_migrations_ledger WHERE version <> 'm0' ORDER BY version";

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn the_record_is_that_of_a_migration_by_statements() {
    let migrations = [
        Sql(
            "m1",
            &[
                "CREATE TABLE a (id integer, \"x;y\" text DEFAULT 'it''s \\ ')",
                "CREATE INDEX i ON a (id) -- one",
            ],
        ),
        Sql(
            "m2",
            &["INSERT INTO a VALUES (1, 'a;\n--\nb');", "CREATE TABLE b (id integer)\n-- end"],
        ),
        Sql("m3", &[]),
    ];
    // Where what is prepared was taken away, those behind it go statement by statement.
    let taken = [
        Sql("m01", &["CREATE TABLE b (id integer)"]),
        Sql("m02", &["DROP TABLE b"]),
        Sql("m03", &["DEALLOCATE ALL"]),
    ];
    let mut histories = Vec::new();
    for as_data in [true, false] {
        for before in [&[][..], &taken] {
            let mut used = Used::new(as_data).await;
            assert_eq!(used.up(&[before, &migrations].concat()).await.unwrap(), before.len() + 3);
            let db = used.database.connect().await;
            assert_eq!(texts(&db, TABLES).await.join(" "), "a b first");
            assert_eq!(texts(&db, "SELECT \"x;y\" FROM a").await, ["a;\n--\nb"]);
            assert_eq!(recorded(&db).await.len(), before.len() + 4);
            run(&db, &["DELETE FROM seaql_migrations_ledger WHERE version LIKE 'm0_'"]).await;
            histories.push(texts(&db, HISTORY).await);
        }
    }
    assert!(
        histories[0].len() == 3 && histories.iter().all(|history| *history == histories[0]),
        "{histories:#?}"
    );
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn the_times_are_those_of_the_migration() {
    for as_data in [true, false] {
        let mut used = Used::new(as_data).await;
        let before = chrono::Utc::now().timestamp();
        const SLOW: &[&str] = &["CREATE TABLE slow AS SELECT pg_sleep(1.3)::text AS nothing"];
        used.up(&[Sql("m1", SLOW), Sql("m2", &["CREATE TABLE quick (id integer)"])]).await.unwrap();
        let db = used.database.connect().await;
        let took = |version: &str| {
            format!("SELECT duration_ms FROM seaql_migrations_ledger WHERE version = '{version}'")
        };
        let (slow, quick) = (number(&db, &took("m1")).await, number(&db, &took("m2")).await);
        assert!((1300..30_000).contains(&slow) && (0..1300).contains(&quick), "{slow} {quick}");
        let applied =
            number(&db, "SELECT applied_at FROM seaql_migrations WHERE version = 'm1'").await;
        assert!((before + 1..before + 60).contains(&applied), "{before} {applied}");
        let same = "SELECT count(*) FROM seaql_migrations r JOIN seaql_migrations_ledger l USING (version) \
                    WHERE r.applied_at = l.applied_at";
        assert_eq!(number(&db, same).await, 3);
    }
}

struct Fails {
    name: &'static str,
    /// What is in the database before.
    before: &'static [&'static str],
    statements: &'static [&'static str],
    /// What the error says.
    says: &'static str,
}

const FAILS: &[Fails] = &[
    Fails {
        name: "its second statement",
        before: &[],
        statements: &["CREATE TABLE a (id integer)", "CREATE TABLE first (id integer)"],
        says: "relation \"first\" already exists",
    },
    Fails {
        name: "a statement that PostgreSQL does not know",
        before: &[],
        statements: &["CREATE TABLE a (id integer)", "CREATE NONSENSE"],
        says: "syntax error at or near \"…\" at character 8",
    },
    Fails {
        name: "a division by zero of its own",
        before: &[],
        statements: &["CREATE TABLE a AS SELECT 1 / count(*) AS one FROM first"],
        says: "division by zero",
    },
    Fails {
        name: "somebody cancels it",
        before: &[],
        statements: &[
            "CREATE TABLE a AS SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(9)::text",
        ],
        says: "canceling statement due to user request",
    },
    Fails {
        name: "what is looked at when it is committed",
        before: &[],
        statements: &[
            "CREATE TABLE a (id integer REFERENCES first DEFERRABLE INITIALLY DEFERRED)",
            "INSERT INTO a VALUES (1)",
        ],
        says: "violates foreign key constraint",
    },
    Fails {
        name: "a trigger that swallows the record",
        before: &[
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        ],
        statements: &[
            "CREATE TABLE a (id integer)",
            "CREATE TRIGGER t BEFORE INSERT ON seaql_migrations FOR EACH ROW EXECUTE FUNCTION f()",
        ],
        says: "its record is not written",
    },
    Fails {
        name: "a record's table that is gone",
        before: &[],
        statements: &["CREATE TABLE a (id integer)", "DROP TABLE seaql_migrations"],
        says: "seaql_migrations\" does not exist",
    },
];

/// Nothing of it is there, those before it are, and the next run goes on.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_migration_that_fails_leaves_nothing() {
    for (case, as_data) in FAILS.iter().flat_map(|case| [(case, true), (case, false)]) {
        let mut used = Used::new(as_data).await;
        let db = used.database.connect().await;
        run(&db, case.before).await;
        let good = Sql("m1", &["CREATE TABLE good (id integer)"]);
        for _ in 0..2 {
            let error = used.up(&[good, Sql("m2", case.statements)]).await.unwrap_err();
            let is_m2 = matches!(&error, Error::Migration { version, left: Left::Nothing, .. } if version == "m2");
            assert!(is_m2 && error.to_string().contains(case.says), "{}: {error}", case.name);
            assert_eq!(recorded(&db).await, ["m0", "m1"], "{}", case.name);
            assert_eq!(texts(&db, TABLES).await, ["first", "good"], "{}", case.name);
            assert_eq!(texts(&db, HISTORY).await.len(), 1, "{}", case.name);
        }
        assert_eq!(used.up(&[good, Sql("m2", &["CREATE TABLE a (id integer)"])]).await.unwrap(), 1);
    }
}

/// What failed after a while is not run again to find out at which character. (A sequence is not
/// rolled back.)
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_migration_that_takes_long_is_run_once() {
    let mut used = Used::new(true).await;
    let db = used.database.connect().await;
    run(&db, &["CREATE SEQUENCE times"]).await;
    const SLOW: &[&str] =
        &["CREATE TABLE a AS SELECT nextval('times') / 0 AS one FROM pg_sleep(1.1)"];
    let error = used.up(&[Sql("m1", SLOW)]).await.unwrap_err();
    assert!(error.to_string().contains("division by zero"), "{error}");
    assert_eq!(number(&db, "SELECT last_value FROM times").await, 1);
    assert!(matches!(error, Error::Migration { left: Left::Nothing, .. }), "{error}");
}

/// A cancellation may come behind the end of the transaction, which is in the same message: what is
/// said then is so.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_cancellation_is_told_truly() {
    let migrations: Vec<Sql> = (0..60)
        .map(|at| {
            let (name, sql) =
                (format!("n{at:02}"), format!("CREATE TABLE c{at} (id integer PRIMARY KEY)"));
            Sql(name.leak(), vec![&*sql.leak()].leak())
        })
        .collect();
    let mut used = Used::new(true).await;
    let (db, other) = (used.database.connect().await, used.database.connect().await);
    let canceller = tokio::spawn(async move {
        let cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
                      AND state = 'active' AND query LIKE 'CREATE TABLE c%'";
        loop {
            run(&other, &[cancel]).await;
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    });
    let mut cancelled = 0;
    for _ in 0..40 {
        let Err(error) = used.up(&migrations).await else { break };
        let Error::Migration { version, left, .. } = &error else { panic!("{error}") };
        let is_there = recorded(&db).await.contains(version);
        assert!(*left == Left::Nothing && !is_there, "{error}: {is_there}");
        cancelled += 1;
    }
    canceller.abort();
    used.up(&migrations).await.unwrap();
    assert_eq!(recorded(&db).await.len(), 61);
    assert_eq!(texts(&db, TABLES).await.len(), 61);
    assert!(cancelled > 0);
}

/// A session that was ended may have been behind its COMMIT: nobody knows.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn of_a_session_that_was_ended_nobody_knows() {
    let mut used = Used::new(true).await;
    let ends: &[&str] =
        &["CREATE TABLE a AS SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(9)::text"];
    let error = used.up(&[Sql("m1", ends)]).await.unwrap_err();
    assert!(matches!(&error, Error::ConnectionLost { left: Left::Unknown, .. }), "{error}");
}

/// The session is that of all migrations: what one of them takes away is missed by none behind it.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_migration_before_may_take_what_is_prepared() {
    let mut used = Used::new(true).await;
    let migrations = [
        Sql("m1", &["CREATE TABLE a (id integer)"]),
        Sql("m2", &["DEALLOCATE ALL"]),
        Sql("m3", &["CREATE TABLE b (id integer)"]),
        Sql("m4", &["CREATE TABLE c (id integer)"]),
    ];
    assert_eq!(used.up(&migrations).await.unwrap(), 4);
    let db = used.database.connect().await;
    assert_eq!(texts(&db, TABLES).await, ["a", "b", "c", "first"]);
    assert_eq!(recorded(&db).await.len(), 5);
}

/// No other session sees the migration's tables locked and its record not yet written: both come
/// with one message, so that the server waits for nobody in between.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_migration_is_one_message() {
    let mut used = Used::new(true).await;
    let db = used.database.connect().await;
    // The text of the message is what the migration itself finds in the list of sessions.
    const SEEN: &[&str] =
        &["CREATE TABLE seen AS SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()"];
    used.up(&[Sql("m1", SEEN)]).await.unwrap();
    let message = texts(&db, "SELECT query FROM seen").await.concat();
    let places = ["CREATE TABLE seen", "EXECUTE migration_kit_record", "COMMIT"]
        .map(|words| message.find(words));
    assert!(places[0].is_some() && places.is_sorted(), "{message}");
}
