//! What is printed, given to the database's own client, does what `up` does: to the schema and to
//! the rows.

#![cfg(test)]

use std::io::Write as _;
use std::process::{Command, Stdio};

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection};
use sea_orm_migration::MigratorTraitSelf;
use sea_orm_migration::prelude::*;
use url::Url;

use crate::Backend;
use crate::Direction;
use crate::apply::{self, Migrations, Options};
use crate::migration::{Plan, Planned, planned};
use crate::ops::{Backfill, RebuildTable, rebuild_table};
use crate::testing::{TestDatabase, block_on};

type Make = fn() -> Box<dyn MigrationTrait>;

/// Migrations that a test makes.
struct History<'a>(&'a [Make]);

impl MigratorTraitSelf for History<'_> {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.iter().map(|make| make()).collect()
    }
}

struct Data {
    name: &'static str,
    transaction: Option<bool>,
    up: fn(&mut Plan),
    down: fn(&mut Plan),
}

impl MigrationName for Data {
    fn name(&self) -> &str {
        self.name
    }
}

impl Planned for Data {
    fn up(&self, plan: &mut Plan) {
        (self.up)(plan);
    }

    fn down(&self, plan: &mut Plan) {
        (self.down)(plan);
    }

    fn use_transaction(&self) -> Option<bool> {
        self.transaction
    }
}

fn data(name: &'static str, up: fn(&mut Plan)) -> Box<dyn MigrationTrait> {
    planned(Data { name, transaction: None, up, down: |_| {} })
}

/// The client of a backend, as a person calls it.
fn client(backend: Backend, url: &str) -> Command {
    let url = Url::parse(url).unwrap();
    let (path, password) = (url.path().trim_start_matches('/'), url.password().unwrap_or_default());
    let (host, port) =
        (url.host_str().unwrap_or_default(), url.port().unwrap_or_default().to_string());
    match backend {
        Backend::Postgres => {
            let mut command = Command::new("psql");
            command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", url.as_str()]);
            command
        }
        Backend::MySql => {
            let mut command = Command::new("mariadb");
            command.env("MYSQL_PWD", password).args([
                "--no-defaults",
                "--protocol=tcp",
                "-h",
                host,
            ]);
            command.args(["-P", &port, "-u", url.username(), path]);
            command
        }
        Backend::Sqlite => {
            let mut command = Command::new("sqlite3");
            command.args(["-bail", &format!("/{path}")]);
            command
        }
    }
}

/// Gives a text to the client on its standard input; it has to take all of it.
fn pipe(backend: Backend, url: &str, text: &str) {
    let (passed, said) = try_pipe(backend, url, text);
    let complains = said.lines().any(|line| !line.is_empty() && !line.starts_with("NOTICE:"));
    assert!(passed && !complains, "{text}\n{said}");
}

/// Whether it took all of it, and what it said.
fn try_pipe(backend: Backend, url: &str, text: &str) -> (bool, String) {
    let mut command = client(backend, url);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().unwrap_or_else(|e| panic!("{command:?} does not start: {e}"));
    // A client that stops reads no further.
    let _ = running.stdin.take().unwrap().write_all(text.as_bytes());
    let done = running.wait_with_output().unwrap();
    (done.status.success(), String::from_utf8_lossy(&done.stderr).into_owned())
}

/// One connection, so that a setting that a test makes is there for the next statement.
async fn connect(database: &TestDatabase) -> DatabaseConnection {
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

async fn lines(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db.query_all_raw(Backend::of(db).statement(sql)).await;
    let rows = rows.unwrap_or_else(|e| panic!("{sql}: {e}"));
    rows.iter()
        .map(|row| row.try_get_by_index::<Option<String>>(0).unwrap().unwrap_or_default())
        .collect()
}

async fn sql(backend: Backend, history: &[Make], direction: Direction, chosen: &[&str]) -> String {
    let migrations = Migrations::of(&History(history)).unwrap();
    let chosen = |version: &str| chosen.contains(&version);
    super::text(backend, &migrations, &Options::default(), direction, chosen).await.unwrap()
}

/// What has to be the same: every object of the schema, and what the queries tell of the rows.
async fn state(db: &DatabaseConnection, queries: &[&str]) -> Vec<String> {
    let catalog: &[&str] = match Backend::of(db) {
        Backend::Postgres => &[
            "SELECT concat_ws(' ', c.conrelid::regclass, conname, convalidated, pg_get_constraintdef(c.oid)) \
             FROM pg_constraint c WHERE conrelid <> 0 AND conrelid::regclass::text NOT LIKE 'seaql%' ORDER BY 1",
            "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename NOT LIKE 'seaql%' ORDER BY 1",
            "SELECT concat_ws(' ', table_name, ordinal_position, column_name, data_type, is_nullable, column_default) \
             FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE 'seaql%' ORDER BY 1",
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
        ],
        Backend::MySql => &[
            "SELECT concat_ws(' ', table_name, ordinal_position, column_name, column_type, is_nullable, column_default, extra, \
             generation_expression) FROM information_schema.columns \
             WHERE table_schema = DATABASE() AND table_name NOT LIKE 'seaql%' ORDER BY 1",
            "SELECT concat_ws(' ', table_name, index_name, seq_in_index, column_name, non_unique) \
             FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name NOT LIKE 'seaql%' ORDER BY 1",
            "SELECT concat_ws(' ', table_name, constraint_name, constraint_type) FROM information_schema.table_constraints \
             WHERE table_schema = DATABASE() AND table_name NOT LIKE 'seaql%' ORDER BY 1",
            "SELECT concat_ws(' ', trigger_name, action_statement, sql_mode) FROM information_schema.triggers \
             WHERE trigger_schema = DATABASE() ORDER BY 1",
        ],
        Backend::Sqlite => &[
            "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema \
             WHERE tbl_name NOT LIKE 'seaql%' ORDER BY type, name",
        ],
    };
    let mut all = Vec::new();
    for query in catalog.iter().chain(queries) {
        all.push((*query).to_owned());
        all.extend(lines(db, query).await);
    }
    all
}

/// Applies the first migration on two databases and fills both, applies the others with `up` on the
/// one and with the client on the other, and compares; then likewise the way back, where `down`
/// says so.
struct Case<'c> {
    history: &'c [Make],
    rows: &'c [&'c str],
    queries: &'c [&'c str],
    down: bool,
}

impl Case<'_> {
    async fn check(&self, by_up: TestDatabase) {
        let up = connect(&by_up).await;
        let backend = Backend::of(&up);
        let by_hand = TestDatabase::create(backend).await;
        let hand = connect(&by_hand).await;
        for db in [&up, &hand] {
            apply::up(db, History(&self.history[..1])).await.unwrap();
            for row in self.rows {
                db.execute_unprepared(row).await.unwrap_or_else(|e| panic!("{row}: {e}"));
            }
        }
        assert_eq!(state(&up, self.queries).await, state(&hand, self.queries).await);
        let before = state(&up, self.queries).await;
        let names: Vec<String> =
            self.history[1..].iter().map(|make| make().name().to_owned()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();

        apply::up(&up, History(self.history)).await.unwrap();
        let text = sql(backend, self.history, Direction::Up, &names).await;
        pipe(backend, by_hand.url(), &text);
        let after = state(&up, self.queries).await;
        assert_ne!(after, before, "{text}");
        assert_eq!(state(&hand, self.queries).await, after, "{text}");

        if self.down {
            History(self.history).down(&up, Some(names.len() as u32)).await.unwrap();
            let text = sql(backend, self.history, Direction::Down, &names).await;
            pipe(backend, by_hand.url(), &text);
            assert_eq!(state(&hand, self.queries).await, state(&up, self.queries).await, "{text}");
        }
    }
}

const SQLITE_ROWS: &[&str] = &[
    "INSERT INTO users (id, name, old, age) VALUES (1, 'a', 'x', 3), (2, 'b; c', NULL, 4), (9, 'z', 'y', NULL)",
    "DELETE FROM users WHERE id = 9",
    "INSERT INTO notes (id, user_id) VALUES (1, 1), (2, 2), (3, 1)",
];

const SQLITE_QUERIES: &[&str] = &[
    "SELECT id || ' ' || coalesce(user_id, '-') FROM notes ORDER BY id",
    "SELECT name || ' ' || seq FROM sqlite_sequence WHERE name NOT LIKE 'seaql%' ORDER BY 1",
    "SELECT quote(name) FROM people ORDER BY 1",
];

fn users() -> Box<dyn MigrationTrait> {
    data("m1", |plan| {
        plan.add_sql(
            "CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, name text, old text, age int)",
        )
        .add_sql("CREATE TABLE notes (id integer PRIMARY KEY, user_id integer REFERENCES users (id) ON DELETE CASCADE)")
        .add_sql("CREATE UNIQUE INDEX by_name ON users (name COLLATE NOCASE) WHERE id > 0")
        .add_sql("CREATE TRIGGER watch AFTER INSERT ON users BEGIN UPDATE notes SET id = id; DELETE FROM notes WHERE id < 0; END")
        .add_sql("CREATE VIEW people AS SELECT name FROM users");
    })
}

fn new_users(renamed: &'static str) -> TableCreateStatement {
    Table::create()
        .table("users")
        .col(ColumnDef::new("id").integer().not_null().primary_key().auto_increment())
        .col(
            ColumnDef::new("name")
                .text()
                .not_null()
                .default("y; z")
                .check(Expr::cust("name <> '; goes'")),
        )
        .col(ColumnDef::new(renamed).big_integer())
        .col(ColumnDef::new("upper").text().not_null())
        .col(ColumnDef::new("added").text().not_null().default("it's; new"))
        .take()
}

fn rebuilt() -> RebuildTable {
    RebuildTable::to(new_users("years"))
        .rename_column("age", "years")
        .fill_column("upper", Expr::cust("upper(name) || '; goes'"))
        .drop_column("old")
}

fn back() -> RebuildTable {
    let old = Table::create()
        .table("users")
        .col(ColumnDef::new("id").integer().primary_key().auto_increment())
        .col(ColumnDef::new("name").text())
        .col(ColumnDef::new("age").integer())
        .take();
    RebuildTable::to(old).rename_column("years", "age").drop_column("upper").drop_column("added")
}

fn rebuild() -> Box<dyn MigrationTrait> {
    planned(Data {
        name: "m2",
        transaction: None,
        up: |plan| {
            plan.add_sql("UPDATE users SET age = 7 WHERE age IS NULL -- whoever has none");
            plan.rebuild_table(rebuilt()).add_sql("CREATE INDEX by_years ON users (years); ");
        },
        down: |plan| _ = plan.add_sql("DROP INDEX by_years").rebuild_table(back()),
    })
}

/// With `sqlite3` and the driver, which splits a text otherwise.
#[test]
fn a_rebuild_is_run_by_the_driver() {
    block_on(async {
        let history: &[Make] = &[users, rebuild];
        let (by_up, by_hand) = (
            TestDatabase::create(Backend::Sqlite).await,
            TestDatabase::create(Backend::Sqlite).await,
        );
        let (up, hand) = (connect(&by_up).await, connect(&by_hand).await);
        for db in [&up, &hand] {
            apply::up(db, History(&history[..1])).await.unwrap();
            for row in SQLITE_ROWS {
                db.execute_unprepared(row).await.unwrap();
            }
        }
        apply::up(&up, History(history)).await.unwrap();
        let text = sql(Backend::Sqlite, history, Direction::Up, &["m2"]).await;
        hand.execute_unprepared(&text).await.unwrap_or_else(|e| panic!("{text}{e}"));
        let queries = [SQLITE_QUERIES, &["SELECT quote(id) || quote(name) || quote(years) || quote(upper) || quote(added) FROM users ORDER BY id"]].concat();
        let made = state(&hand, &queries).await;
        assert_eq!(made, state(&up, &queries).await, "{text}");
        for expected in ["users 9", "1 1", "1'a'3'A; goes''it''s; new'"] {
            assert!(made.iter().any(|line| line == expected), "{expected}: {made:#?}");
        }
        assert!(text.contains("PRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\n"), "{text}");
        assert!(
            text.contains("PRAGMA foreign_key_check;\nCOMMIT;\nPRAGMA foreign_keys = ON;\n"),
            "{text}"
        );
    });
}

fn check_sqlite(history: &[Make], down: bool) {
    block_on(async {
        let case = Case { history, rows: SQLITE_ROWS, queries: SQLITE_QUERIES, down };
        case.check(TestDatabase::create(Backend::Sqlite).await).await;
    });
}

#[test]
#[ignore = "needs the shell sqlite3: cargo xtask test"]
fn a_rebuild_is_run_by_the_shell() {
    check_sqlite(&[users, rebuild], true);
}

#[test]
#[ignore = "needs the shell sqlite3: cargo xtask test"]
fn a_rebuild_without_transaction_runs_in_the_shell() {
    fn alone() -> Box<dyn MigrationTrait> {
        let up = |plan: &mut Plan| _ = plan.rebuild_table(rebuilt());
        let down = |plan: &mut Plan| _ = plan.rebuild_table(back());
        planned(Data { name: "m2", transaction: Some(false), up, down })
    }
    check_sqlite(&[users, alone], true);
}

/// An async migration, whose statements are recorded.
struct Async(Option<bool>);

impl MigrationName for Async {
    fn name(&self) -> &str {
        "m2"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Async {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rebuild_table(manager, rebuilt()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rebuild_table(manager, back()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        self.0
    }
}

#[test]
#[ignore = "needs the shell sqlite3: cargo xtask test"]
fn an_async_rebuild_is_run_by_the_shell() {
    check_sqlite(&[users, || Box::new(Async(None))], true);
    check_sqlite(&[users, || Box::new(Async(Some(false)))], true);
}

#[test]
#[ignore = "needs the shell sqlite3: cargo xtask test"]
fn a_rebuild_that_rows_refuse_changes_nothing() {
    block_on(async {
        let database = TestDatabase::create(Backend::Sqlite).await;
        let db = connect(&database).await;
        apply::up(&db, History(&[users])).await.unwrap();
        let refused = ["INSERT INTO users (id, name) VALUES (3, '; goes')"];
        for row in SQLITE_ROWS.iter().chain(&refused) {
            db.execute_unprepared(row).await.unwrap();
        }
        let before = state(&db, SQLITE_QUERIES).await;
        let text = sql(Backend::Sqlite, &[users, rebuild], Direction::Up, &["m2"]).await;
        let (passed, said) = try_pipe(Backend::Sqlite, database.url(), &text);
        assert!(!passed && said.contains("CHECK constraint failed"), "{said}");
        assert_eq!(state(&db, SQLITE_QUERIES).await, before);
    });
}

#[test]
#[ignore = "needs the shell sqlite3: cargo xtask test"]
fn what_cascades_in_up_does_so_in_the_shell() {
    fn delete() -> Box<dyn MigrationTrait> {
        data("m2", |plan| {
            plan.add_sql("DELETE FROM users WHERE id = 1 -- with its notes; all of them").add(
                Query::insert()
                    .into_table("users")
                    .columns(["name"])
                    .values_panic(["it's ? 'n; x".into()]),
            );
        })
    }
    check_sqlite(&[users, delete], false);
}

const SERVER_ROWS: &[&str] = &[
    "INSERT INTO users (id, name, age) VALUES (1, 'a', 3), (2, 'b; c', 4)",
    "INSERT INTO notes (id, user_id, title, kind) VALUES (1, 1, NULL, 'x'), (2, 2, 'b', 'y'), (3, 1, NULL, 'z')",
];

const SERVER_QUERIES: &[&str] = &[
    "SELECT concat_ws(' ', id, user_id, title, kind) FROM notes ORDER BY id",
    "SELECT concat_ws(' ', id, name) FROM users ORDER BY id",
];

fn tables() -> Box<dyn MigrationTrait> {
    data("m1", |plan| {
        plan.add_sql("CREATE TABLE users (id int PRIMARY KEY, name varchar(100), age int)")
            .add_sql("CREATE TABLE notes (id int NOT NULL, user_id int, title varchar(100), kind varchar(9) NOT NULL)")
            .add_sql("CREATE INDEX by_kind ON notes (kind)");
        plan.on(&[Backend::MySql.into()], |plan| {
            plan.add_sql("ALTER TABLE notes ADD PRIMARY KEY (id)");
        });
        plan.on(&[Backend::Postgres.into()], |plan| {
            plan.add_sql("ALTER TABLE notes ADD CONSTRAINT old_key PRIMARY KEY (id)");
        });
    })
}

fn online() -> Box<dyn MigrationTrait> {
    let up = |plan: &mut Plan| {
        let backend = plan.backend();
        plan.backfill(Backfill::of("notes").set("title", "none; it's all").batch(2))
            .create_index_online(Index::create().name("by_title").table("notes").col("title"))
            .create_index_online(
                Index::create().unique().name("of_one").table("notes").col("user_id").col("id"),
            )
            .drop_index_online("notes", "by_kind")
            .add_check_online("notes", "titled", "title <> 'a; b'")
            .add_constraint_online(
                "notes",
                "of_user",
                "FOREIGN KEY (user_id) REFERENCES users (id)",
            )
            .add_unique_online("notes", "only", ["title", "id"])
            .set_not_null_online("notes", "title")
            .build_primary_key_online("notes", "notes_pkey", ["id", "kind"])
            .set_primary_key_online("notes", "old_key", "notes_pkey", ["id", "kind"])
            .alter_online(
                Table::alter().table("notes").add_column(ColumnDef::new("more").string_len(9)),
            );
        if backend == Backend::MySql.into() {
            let title = ColumnDef::new("title").string_len(100).not_null().take();
            plan.alter_online(Table::alter().table("notes").modify_column(title));
        }
    };
    let down = |plan: &mut Plan| {
        plan.alter_online(Table::alter().table("notes").drop_column("more"))
            .drop_not_null_online("notes", "title")
            .drop_foreign_key_online("notes", "of_user")
            .drop_check_online("notes", "titled")
            .drop_unique_online("notes", "only")
            .drop_index_online("notes", "by_title")
            .create_index_online(Index::create().name("by_kind").table("notes").col("kind"));
    };
    planned(Data { name: "m2", transaction: None, up, down })
}

async fn changes_of_tables_in_use_are_run_by_the_client(database: TestDatabase) {
    let case =
        Case { history: &[tables, online], rows: SERVER_ROWS, queries: SERVER_QUERIES, down: true };
    case.check(database).await;
}

/// A trigger with a body, a text that ends in a comment, values, and what the driver has set: `||`
/// puts texts together.
fn mixed() -> Box<dyn MigrationTrait> {
    data("m2", |plan| {
        plan.add(
            Query::insert()
                .into_table("users")
                .columns(["id", "name"])
                .values_panic([7.into(), "it's ? \\'n; x".into()]),
        );
        plan.add_sql("UPDATE users SET name = name || '; ' WHERE id = 1 -- all; of them");
        plan.on(&[Backend::MySql.into()], |plan| {
            plan.add_sql(
                "CREATE TRIGGER watch BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.age = 1; SET NEW.name = 'x; y'; END",
            )
            .add_sql("INSERT INTO users (id) VALUES (8); UPDATE users SET age = 5 WHERE id = 8");
        });
        plan.on(&[Backend::Postgres.into()], |plan| {
            plan.add_sql(
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.age = 1; NEW.name = 'x; y'; RETURN NEW; END $$",
            )
            .add_sql("CREATE TRIGGER watch BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f()")
            .add_sql("INSERT INTO users (id) VALUES (8); UPDATE users SET age = 5 WHERE id = 8");
        });
    })
}

async fn other_statements_are_run_by_the_client(database: TestDatabase) {
    let case =
        Case { history: &[tables, mixed], rows: SERVER_ROWS, queries: SERVER_QUERIES, down: false };
    case.check(database).await;
}

#[test]
#[ignore = "needs PostgreSQL and psql: cargo xtask test"]
fn online_changes_are_run_by_psql() {
    let database = || block_on(TestDatabase::create(Backend::Postgres));
    block_on(changes_of_tables_in_use_are_run_by_the_client(database()));
    block_on(other_statements_are_run_by_the_client(database()));
}

#[test]
#[ignore = "needs MySQL or MariaDB and its client: cargo xtask test"]
fn online_changes_are_run_by_mariadb() {
    let database = || block_on(TestDatabase::create(Backend::MySql));
    block_on(changes_of_tables_in_use_are_run_by_the_client(database()));
    block_on(other_statements_are_run_by_the_client(database()));
}
