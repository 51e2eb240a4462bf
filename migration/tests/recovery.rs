//! `baseline`, `repair` and `up --dry-run` as people meet them.

#![cfg(test)]
#![cfg(feature = "cli")]

mod common;

use common::cli::run;
use migration::Migrator;
use migration_kit::on_each_backend;
use migration_kit::testing::{Backend, TestDatabase, block_on};
use sea_orm_migration::MigratorTrait as _;
use sea_orm_migration::sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement};

fn versions() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

async fn execute(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
}

async fn count(db: &DatabaseConnection, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap()
        .unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn forget(db: &DatabaseConnection) {
    execute(db, "DROP TABLE seaql_migrations").await;
    execute(db, "DROP TABLE seaql_migrations_ledger").await;
}

/// A database that others made is taken over when it is what the migrations make, and left alone
/// when it is not.
async fn a_database_is_baselined_if_it_is_the_same(database: TestDatabase) {
    let (url, db) = (database.url(), database.connect().await);
    run(url, &["up"]);
    execute(&db, "CREATE TABLE of_somebody_else (id integer)").await;
    forget(&db).await;
    let asked = run(url, &["baseline"]);
    assert_eq!(asked.code, 3, "rows cannot be compared: {asked:?}");
    assert!(asked.stderr.contains("m20260316_160100_fill_users_name"), "{asked:?}");
    let baselined = run(url, &["baseline", "--yes"]);
    assert_eq!(baselined.code, 0, "{baselined:?}");
    let last = format!("the database has what the {} recorded migrations make", versions().len());
    assert_eq!(baselined.stderr.lines().last(), Some(last.as_str()));
    assert_eq!(run(url, &["status", "--check"]).code, 0);
    assert_eq!(run(url, &["up"]).stderr.lines().last(), Some("nothing to do"));
    assert_eq!(
        run(url, &["baseline"]).stderr.lines().last(),
        Some("nothing to do: every migration is recorded already")
    );

    forget(&db).await;
    let plant = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => "CREATE RULE planted AS ON DELETE TO users DO INSTEAD NOTHING",
        Backend::MySql => {
            "CREATE TRIGGER planted BEFORE INSERT ON users FOR EACH ROW SET NEW.name = 'x'"
        }
        Backend::Sqlite => "CREATE TRIGGER planted AFTER INSERT ON users BEGIN SELECT 1; END",
    };
    execute(&db, plant).await;
    let refused = run(url, &["baseline"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.stdout.contains(" planted of users: only in the database: "), "{refused:?}");
    let on_users = Backend::from(db.get_database_backend()) == Backend::Postgres;
    execute(&db, if on_users { "DROP RULE planted ON users" } else { "DROP TRIGGER planted" })
        .await;

    execute(&db, "ALTER TABLE users ADD COLUMN nickname varchar(20)").await;
    let refused = run(url, &["baseline"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(
        refused.stdout.contains("users.nickname")
            && refused.stdout.contains("only in the database"),
        "{refused:?}"
    );
    assert!(refused.stderr.contains("nothing was recorded"), "{refused:?}");
    assert_eq!(run(url, &["status"]).stdout.matches("\tpending\t").count(), versions().len());
}

/// What others have done does not stop a run that has nothing to do, and is told once.
async fn what_others_did_is_told_where_nothing_is_pending(database: TestDatabase) {
    let (url, db) = (database.url(), database.connect().await);
    run(url, &["up"]);
    // One that is data: nobody runs an async one to see what it does where nothing is pending.
    let last = versions().pop().unwrap();
    execute(&db, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9_newer', 1)").await;
    execute(
        &db,
        &format!("UPDATE seaql_migrations_ledger SET checksum = '1:other' WHERE version = '{last}' AND checksum IS NOT NULL"),
    )
    .await;
    let missing = "m9_newer is applied, but the code does not have it";
    let told = |stderr: &str, text: &str| stderr.matches(text).count();
    let up = run(url, &["up"]);
    assert_eq!((up.code, told(&up.stderr, missing)), (0, 1), "{up:?}");
    assert_eq!(told(&up.stderr, &format!("{last} was modified after it was applied")), 1, "{up:?}");
    execute(
        &db,
        "INSERT INTO seaql_migrations_ledger (version, state, direction, kit) VALUES ('m9_newest', 'failed', 'up', '9')",
    )
    .await;
    let up = run(url, &["up"]);
    assert_eq!((up.code, told(&up.stderr, missing)), (0, 1), "{up:?}");
    assert_eq!(
        told(&up.stderr, "m9_newest, which the code does not have, was begun and has not ended"),
        1,
        "{up:?}"
    );
    assert_eq!(told(&up.stderr, "was modified after it was applied"), 1, "{up:?}");
    assert_eq!(up.stderr.lines().last(), Some("nothing to do"));
}

async fn a_partially_applied_migration_is_repaired(database: TestDatabase) {
    let (url, db) = (database.url(), database.connect().await);
    run(url, &["up", "-n", "2"]);
    let third = &versions()[2];
    let nothing = run(url, &["repair"]);
    assert_eq!(
        (nothing.code, nothing.stderr.as_str()),
        (0, "nothing to do: no migration is partially applied or modified\n")
    );
    let begun = format!(
        "INSERT INTO seaql_migrations_ledger (version, state, direction, statements, statements_done, started_at, host, pid) \
         VALUES ('{third}', 'running', 'up', 'CREATE TABLE a (id int);\n--\nCREATE INDEX i ON a (id)', 1, '2026-01-05T09:00:00.000Z', \
         'web-1', 12)"
    );
    execute(&db, &begun).await;

    let stopped = run(url, &["up"]);
    assert_eq!(stopped.code, 4, "{stopped:?}");
    let expected = format!(
        "error: migration {third} is partially applied: process 12 on web-1 began it at 2026-01-05T09:00:00.000Z, and it never ended\n"
    );
    assert!(stopped.stderr.starts_with(&expected), "{}", stopped.stderr);
    let known = "1 of its 2 statements ran for certain, the last one:\n";
    for part in [
        known,
        "CREATE TABLE a (id int)",
        "CREATE INDEX i ON a (id)",
        &format!("repair {third} --mark applied"),
    ] {
        assert!(stopped.stderr.contains(part), "{part}: {}", stopped.stderr);
    }
    let status = run(url, &["status"]);
    assert!(
        status.stdout.contains(&format!("{third}\tpartially applied\t\t\tprocess 12 on web-1\n")),
        "{}",
        status.stdout
    );
    assert_eq!(run(url, &["status", "--check"]).code, 1);

    let asked = run(url, &["repair"]);
    assert_eq!(asked.code, 3, "{asked:?}");
    assert!(
        asked.stderr.starts_with(&format!(
            "error: migration {third} is partially applied; nothing was done\n"
        )),
        "{asked:?}"
    );
    assert_eq!(run(url, &["repair", "m20000101_nowhere", "--mark", "pending"]).code, 2);
    assert_eq!(run(url, &["repair", third, "--accept-edit"]).code, 2);
    assert_eq!(run(url, &["repair", &versions()[0], "--mark", "pending"]).code, 2, "it is applied");
    let repaired = run(url, &["repair", "--mark", "pending"]);
    assert_eq!(repaired.code, 0, "{repaired:?}");
    assert!(repaired.stderr.contains(&format!(
        "this will record {third} (partially applied) as pending, without rolling it back, in "
    )));
    assert_eq!(run(url, &["up"]).code, 0);
    assert_eq!(run(url, &["status", "--check"]).code, 0);
}

/// The SQL of what is pending, with nothing done.
async fn a_dry_run_prints_the_sql(database: TestDatabase) {
    let (url, db) = (database.url(), database.connect().await);
    let all = run(url, &["up", "--dry-run"]);
    assert_eq!((all.code, all.stderr.as_str()), (0, ""), "{all:?}");
    for version in versions() {
        assert!(all.stdout.contains(&format!("-- {version}\n")), "{version}");
    }
    let quote = if Backend::from(db.get_database_backend()) == Backend::MySql { '`' } else { '"' };
    assert!(all.stdout.contains(&format!("CREATE TABLE {quote}users{quote}")), "{}", all.stdout);
    assert_eq!(run(url, &["status"]).stdout.matches("\tpending\t").count(), versions().len());

    run(url, &["up", "-n", "2"]);
    let next = run(url, &["up", "--dry-run", "-n", "1"]);
    assert_eq!(next.stdout.matches("-- m20").count(), 1, "{}", next.stdout);
    assert_eq!(count(&db, "seaql_migrations").await, 2);
    run(url, &["up"]);
    assert_eq!(run(url, &["up", "--dry-run"]).stderr, "nothing to do\n");
}

on_each_backend!(
    a_database_is_baselined_if_it_is_the_same,
    a_partially_applied_migration_is_repaired,
    a_dry_run_prints_the_sql,
    what_others_did_is_told_where_nothing_is_pending,
);

/// What only `cargo xtask test --fleet` starts; it knows these tests by the name of their module.
mod fleet {
    use super::*;

    /// A replica answers `status`, and tells `up` where to go.
    #[test]
    #[ignore = "needs a PostgreSQL replica: cargo xtask test --fleet"]
    fn a_replica_answers_and_is_not_written_to() {
        let replica = std::env::var("TEST_POSTGRES_REPLICA_URL").expect(
            "TEST_POSTGRES_REPLICA_URL is not set: run this test with `cargo xtask test --fleet`",
        );
        let database = block_on(TestDatabase::create(Backend::Postgres));
        let mut url = url::Url::parse(&replica).unwrap();
        url.set_path(url::Url::parse(database.url()).unwrap().path());
        run(database.url(), &["up", "-n", "1"]);
        let answered = || {
            for _ in 0..100 {
                let status = run(url.as_str(), &["status"]);
                if status.code == 0 && status.stdout.contains("\tapplied\t") {
                    return status;
                }
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
            panic!("the replica does not follow");
        };
        assert_eq!(answered().stdout.matches("\tpending\t").count(), versions().len() - 1);
        let refused = run(url.as_str(), &["up"]);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(
            refused.stderr.contains("cannot execute CREATE TABLE in a read-only transaction"),
            "{refused:?}"
        );
        assert!(
            refused.stderr.contains("hint: the server takes no writes: is it a replica?"),
            "{refused:?}"
        );
    }
}

/// A disk that is full, or a quota that is used up: what was applied stays, and the next run goes
/// on.
#[cfg(unix)]
#[test]
fn a_full_disk_is_a_clear_error() {
    let database = block_on(TestDatabase::create(Backend::Sqlite));
    let url = database.url();
    assert_eq!(run(url, &["up", "-n", "3"]).code, 0);
    // The file may grow to so many blocks of 512 bytes; the signal that would end the process is
    // ignored.
    let size = std::fs::metadata(url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc"))
        .unwrap()
        .len();
    let script = format!(
        "trap '' XFSZ; ulimit -f {}; exec {} up",
        size / 512 + 4,
        env!("CARGO_BIN_EXE_migration")
    );
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .env("DATABASE_URL", url)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(2 | 4)), "{stderr}");
    let line = stderr.lines().find(|line| line.starts_with("error: ")).unwrap();
    assert!(line.contains("disk I/O error") || line.contains("disk is full"), "{stderr}");
    let status = run(url, &["status"]);
    assert_eq!(status.code, 0, "{status:?}");
    assert!(
        !status.stdout.contains("running") && !status.stdout.contains("failed"),
        "{}",
        status.stdout
    );
    assert_eq!(run(url, &["up"]).code, 0);
    assert_eq!(run(url, &["status", "--check"]).code, 0);
}
