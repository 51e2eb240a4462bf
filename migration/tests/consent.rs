//! Before a command destroys data it names the database, and asks unless nothing can be lost.

#![cfg(test)]
#![cfg(feature = "cli")]

mod common;

use std::process::Stdio;
use std::time::Duration;

use common::cli::{Run, command, finish, run};
use migration_kit::Target;
use migration_kit::on_each_backend;
use migration_kit::testing::{Backend, TestDatabase};
use sea_orm_migration::sea_orm::{
    ConnectionTrait as _, DatabaseConnection, SqliteTransactionMode, TransactionOptions,
    TransactionTrait as _,
};

const DESTROY: [&[&str]; 4] = [&["down"], &["fresh"], &["refresh"], &["reset"]];

async fn execute(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
}

/// Everything is applied, and one table of somebody else's holds a row.
async fn with_a_row(database: &TestDatabase) -> DatabaseConnection {
    assert_eq!(run(database.url(), &["up"]).code, 0);
    let db = database.connect().await;
    execute(&db, "CREATE TABLE histories_of_mine (id int)").await;
    execute(&db, "INSERT INTO histories_of_mine VALUES (1)").await;
    db
}

fn shown(database: &TestDatabase) -> String {
    Target::parse(database.url()).unwrap().to_string()
}

#[track_caller]
fn refused(run: &Run, database: &TestDatabase) {
    assert_eq!((run.code, run.stdout.as_str()), (3, ""), "{run:?}");
    let rows = format!(
        "{}, where the table histories_of_mine holds rows; nothing was done\n",
        shown(database)
    );
    assert!(run.stderr.starts_with("error: this would ") && run.stderr.contains(&rows), "{run:?}");
    assert!(run.stderr.contains("give --yes, or set MIGRATE_YES=1"), "{run:?}");
}

#[track_caller]
fn done(run: &Run, database: &TestDatabase) {
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.stderr
            .lines()
            .any(|line| line.starts_with("this will ") && line.ends_with(&shown(database))),
        "{run:?}"
    );
}

async fn rows_are_destroyed_with_consent_only(database: TestDatabase) {
    let _db = with_a_row(&database).await;
    let url = database.url();
    for args in DESTROY {
        refused(&run(url, args), &database);
    }
    assert_eq!(run(url, &["status", "--check"]).code, 0, "nothing was done");
    done(&run(url, &["down", "--yes"]), &database);
    let said = command(&["refresh"]).env("DATABASE_URL", url).env("MIGRATE_YES", "1").output();
    done(&finish(said), &database);
    done(&run(url, &["fresh", "--yes"]), &database);
    // It took the row along.
    for args in DESTROY {
        done(&run(url, args), &database);
        assert_eq!(run(url, &["up"]).code, 0);
    }
}

async fn a_mark_is_consent_and_can_be_cleared(database: TestDatabase) {
    let db = with_a_row(&database).await;
    let url = database.url();
    let is = |words: &str| {
        let shown = run(url, &["environment"]);
        assert_eq!(
            (shown.code, shown.stdout.as_str()),
            (0, format!("{words}\n").as_str()),
            "{shown:?}"
        );
    };
    is("not marked");
    refused(&run(url, &["fresh"]), &database);
    let marked = run(url, &["environment", "--set", "development"]);
    assert_eq!((marked.code, marked.stdout.as_str()), (0, "development\n"), "{marked:?}");
    assert!(marked.stderr.contains(&shown(&database)), "{marked:?}");
    for args in [&["down"][..], &["refresh"], &["fresh"]] {
        done(&run(url, args), &database);
        is("development");
    }
    // No difference, and no table of the schema.
    assert_eq!(run(url, &["status", "--check"]).code, 0);
    let baselined = run(url, &["baseline"]);
    assert_eq!(baselined.code, 0, "{baselined:?}");

    assert_eq!(run(url, &["environment", "--clear"]).code, 0);
    is("not marked");
    execute(&db, "CREATE TABLE histories_of_mine (id int)").await;
    execute(&db, "INSERT INTO histories_of_mine VALUES (1)").await;
    refused(&run(url, &["down"]), &database);
    let json = run(url, &["environment", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        (&document["database"], &document["environment"]),
        (&shown(&database).into(), &serde_json::Value::Null)
    );
}

/// Whoever writes in the database meanwhile is waited for: with a file of SQLite that is one who
/// holds all of it.
async fn a_mark_waits_for_who_writes(database: TestDatabase) {
    let writer = with_a_row(&database).await;
    for args in [&["environment", "--set", "development"][..], &["environment", "--clear"]] {
        let write = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let write = writer.begin_with_options(write).await.unwrap();
        write.execute_unprepared("INSERT INTO histories_of_mine VALUES (2)").await.unwrap();
        let marking = command(args)
            .env("DATABASE_URL", database.url())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(500));
        write.commit().await.unwrap();
        let marked = finish(marking.wait_with_output());
        assert_eq!(marked.code, 0, "{args:?}: {marked:?}");
    }
}

/// A dump that is restored elsewhere brings the row of the mark along.
async fn a_copy_is_not_marked(database: TestDatabase) {
    let url = database.url();
    let db = database.connect().await;
    assert_eq!(run(url, &["environment", "--set", "development"]).code, 0);
    let backend = Backend::from(db.get_database_backend());
    let copy = TestDatabase::create(backend).await;
    if backend == Backend::Sqlite {
        let file =
            |database: &TestDatabase| Target::parse(database.url()).unwrap().sqlite_file().unwrap();
        std::fs::copy(file(&database), file(&copy)).unwrap();
    } else {
        let row = db.query_one_raw(sea_orm_migration::sea_orm::Statement::from_string(
            backend.into(),
            "SELECT name, value, place FROM seaql_migrations_settings",
        ));
        let row = row.await.unwrap().unwrap();
        let text = |at| row.try_get_by_index::<String>(at).unwrap();
        let there = copy.connect().await;
        execute(&there, "CREATE TABLE seaql_migrations_settings (name varchar(64), value varchar(64), place varchar(255))").await;
        let values = format!("'{}', '{}', '{}'", text(0), text(1), text(2));
        execute(&there, &format!("INSERT INTO seaql_migrations_settings VALUES ({values})")).await;
    }
    let shown = run(copy.url(), &["environment"]);
    assert_eq!(shown.stdout, "not marked\n", "{shown:?}");
    assert!(shown.stderr.contains("came along with a copy"), "{shown:?}");
    with_a_row(&copy).await;
    refused(&run(copy.url(), &["fresh"]), &copy);
}

/// The database is made when it is missing, and only then marked.
async fn create_makes_and_marks_it(database: TestDatabase) {
    let db = database.connect().await;
    let there = run(database.url(), &["up", "--create"]);
    assert_eq!(there.code, 0, "{there:?}");
    assert_eq!(run(database.url(), &["environment"]).stdout, "not marked\n", "it was there");

    let backend = Backend::from(db.get_database_backend());
    let name = format!(
        "{}_made",
        Target::parse(database.url())
            .unwrap()
            .to_string()
            .rsplit('/')
            .next()
            .unwrap()
            .trim_end_matches(".db")
    );
    let mut url = url::Url::parse(database.url()).unwrap();
    let path = match backend {
        Backend::Sqlite => format!("{}/{name}.db", url.path().rsplit_once('/').unwrap().0),
        _ => name.clone(),
    };
    url.set_path(&path);
    let processes: Vec<_> = (0..4)
        .map(|_| {
            let mut up = command(&["up", "--create"]);
            up.env("DATABASE_URL", url.as_str()).stderr(Stdio::piped());
            up.spawn().unwrap()
        })
        .collect();
    let runs: Vec<Run> =
        processes.into_iter().map(|process| finish(process.wait_with_output())).collect();
    let again = run(url.as_str(), &["environment"]);
    let down = run(url.as_str(), &["down"]);
    if backend != Backend::Sqlite {
        let force = if backend == Backend::Postgres { " WITH (FORCE)" } else { "" };
        execute(&db, &format!("DROP DATABASE {name}{force}")).await;
    }
    assert!(runs.iter().all(|run| run.code == 0), "{runs:?}");
    let created = runs.iter().filter(|run| run.stderr.contains("created ")).count();
    assert_eq!(created, 1, "{runs:?}");
    assert_eq!(again.stdout, "development\n", "{again:?}");
    assert_eq!(down.code, 0, "{down:?}");
}

/// On a terminal somebody is asked, and anything but yes is a no.
async fn a_terminal_is_asked(database: TestDatabase) {
    use std::io::Write as _;
    use std::process::Command;

    let _db = with_a_row(&database).await;
    let on_a_terminal = |answer: &str| {
        let line = format!("{} down", env!("CARGO_BIN_EXE_migration"));
        let mut script = Command::new("script");
        script
            .args(["--quiet", "--return", "--command", &line, "/dev/null"])
            .current_dir(std::env::temp_dir());
        script.env("DATABASE_URL", database.url()).env_remove("MIGRATE_YES");
        let mut script = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        script.stdin.as_mut().unwrap().write_all(answer.as_bytes()).unwrap();
        finish(script.wait_with_output())
    };
    let no = on_a_terminal("y\n");
    assert!(no.code == 3 && no.stdout.contains("Type yes to go on"), "{no:?}");
    assert!(
        no.stdout.contains(&format!(
            "{}, where the table histories_of_mine holds rows",
            shown(&database)
        )),
        "{no:?}"
    );
    assert_eq!(run(database.url(), &["status", "--check"]).code, 0);
    // The end of the input, and an empty line, are no answer.
    for nothing in ["", "\n"] {
        let stopped = on_a_terminal(nothing);
        assert!(
            stopped.code == 3 && stopped.stdout.contains("nothing was done"),
            "{nothing:?}: {stopped:?}"
        );
    }
    assert_eq!(run(database.url(), &["status", "--check"]).code, 0);
    let yes = on_a_terminal("yes\n");
    assert_eq!(yes.code, 0, "{yes:?}");
    assert_eq!(run(database.url(), &["status", "--check"]).code, 1);
}

/// Ctrl-C at a question is an orderly end, before anything was done.
async fn a_question_can_be_interrupted(database: TestDatabase) {
    use std::io::{Read as _, Write as _};
    use std::process::Command;

    let _db = with_a_row(&database).await;
    let line = format!("{} reset", env!("CARGO_BIN_EXE_migration"));
    let mut script = Command::new("script");
    script
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .current_dir(std::env::temp_dir());
    script.env("DATABASE_URL", database.url()).env_remove("MIGRATE_YES");
    let mut script = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut stdin, mut stdout) = (script.stdin.take().unwrap(), script.stdout.take().unwrap());
    let (mut shown, mut byte) = (Vec::new(), [0]);
    // The keys are read one by one before the question is shown.
    while !shown.ends_with(b"Type yes to go on:") && stdout.read(&mut byte).unwrap() == 1 {
        shown.push(byte[0]);
    }
    stdin.write_all(b"\x03").unwrap();
    stdout.read_to_end(&mut shown).unwrap();
    let shown = String::from_utf8_lossy(&shown).into_owned();
    assert_eq!(script.wait().unwrap().code(), Some(2), "{shown}");
    assert!(shown.contains("interrupted") && shown.contains("nothing was changed"), "{shown}");
    assert!(!shown.contains("panicked"), "{shown}");
    assert_eq!(run(database.url(), &["status", "--check"]).code, 0);
}

on_each_backend!(
    rows_are_destroyed_with_consent_only,
    a_mark_is_consent_and_can_be_cleared,
    a_mark_waits_for_who_writes,
    a_copy_is_not_marked,
    create_makes_and_marks_it,
    a_terminal_is_asked,
    a_question_can_be_interrupted,
);

/// An SQLite file of the workspace is a developer's own.
#[test]
fn a_file_of_the_workspace_needs_no_consent() {
    migration_kit::testing::block_on(async {
        let workspace = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let folder = tempfile::tempdir_in(workspace.join("target")).unwrap();
        let url = format!("sqlite://{}/own.db?mode=rwc", folder.path().display());
        assert_eq!(run(&url, &["up"]).code, 0);
        let db = sea_orm_migration::sea_orm::Database::connect(&url).await.unwrap();
        execute(&db, "CREATE TABLE histories_of_mine (id int)").await;
        execute(&db, "INSERT INTO histories_of_mine VALUES (1)").await;
        let down = run(&url, &["down"]);
        assert_eq!(down.code, 0, "{down:?}");
        assert!(down.stderr.contains(&format!("{}/own.db", folder.path().display())), "{down:?}");
    });
}
