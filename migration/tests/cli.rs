//! The command line as people and scripts meet it: what it prints, where, and its exit codes.

#![cfg(test)]
#![cfg(feature = "cli")]

mod common;

use std::path::Path;
use std::process::Stdio;

use common::cli::{Run, command, finish, run, run_in};
use migration::Migrator;
use migration_kit::on_each_backend;
use migration_kit::testing::TestDatabase;
use sea_orm_migration::MigratorTrait as _;

fn migrations() -> usize {
    Migrator::migrations().len()
}

/// A failure: its exit code, one clear first line on stderr, nothing on stdout, no panic and no
/// password.
#[track_caller]
fn check_error(run: &Run, code: i32, first_line: &str) {
    assert_eq!(run.code, code, "{run:?}");
    assert!(run.stderr.starts_with(first_line), "{}", run.stderr);
    assert_eq!(run.stdout, "");
    for word in ["s3cret", "panicked", "RUST_BACKTRACE"] {
        assert!(!run.stderr.contains(word), "{}", run.stderr);
    }
}

async fn every_command_does_what_stock_does(database: TestDatabase) {
    let url = database.url();
    let all = |run: Run, state: &str| {
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(
            run.stdout.matches(&format!("\t{state}\t")).count(),
            migrations(),
            "{}",
            run.stdout
        );
    };
    let done = |run: Run, summary: &str| {
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run:?}");
        assert_eq!(run.stderr.lines().last(), Some(summary), "{}", run.stderr);
    };
    let n = migrations();
    all(run(url, &["status"]), "pending");
    assert_eq!(run(url, &["status", "--check"]).code, 1);
    done(run(url, &["up", "-n", "2"]), "2 migrations applied");
    done(run(url, &[]), &format!("{} migrations applied", n - 2));
    done(run(url, &["up"]), "nothing to do");
    all(run(url, &["status", "--check"]), "applied");
    done(run(url, &["down"]), "1 migration rolled back");
    done(run(url, &["down", "-n", "3"]), "3 migrations rolled back");
    done(
        run(url, &["refresh"]),
        &format!("{} migrations rolled back, {n} migrations applied", n - 4),
    );
    done(run(url, &["fresh"]), &format!("{n} migrations applied"));
    done(run(url, &["down", "-n", "99"]), &format!("{n} migrations rolled back"));
    done(run(url, &["down"]), "nothing to do");
    done(run(url, &["up"]), &format!("{n} migrations applied"));
    done(run(url, &["reset"]), &format!("{n} migrations rolled back"));
    all(run(url, &["status", "-u", url]), "pending");
}

async fn json_is_alone_on_stdout(database: TestDatabase) {
    run(database.url(), &["up", "-n", "1"]);
    let run = run(database.url(), &["status", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["format_version"], 2);
    assert_eq!(document["up_to_date"], false);
    let shown = document["database"].as_str().unwrap();
    // Scheme, user, host, port and database, without the password.
    let expected = url::Url::parse(database.url()).map(|mut url| {
        url.set_query(None);
        let _ = url.set_password(None);
        url.to_string()
    });
    assert_eq!(shown, expected.unwrap());
    let listed = document["migrations"].as_array().unwrap();
    assert_eq!(listed.len(), migrations());
    assert_eq!(listed[0]["state"], "applied");
    assert!(listed[0]["applied_at"].as_str().unwrap().starts_with("20"));
    assert_eq!(listed[1]["state"], "pending");
    assert!(listed[1]["applied_at"].is_null());
    assert!(listed.iter().all(|migration| migration["version"].as_str().unwrap().starts_with('m')));
}

/// 32 processes on an empty database, which the first one finds and the others wait for. An
/// ordinary run has one round, `cargo xtask test --long` twenty.
async fn a_storm_of_processes_applies_every_migration_once(database: TestDatabase) {
    let rounds = if std::env::var_os("TEST_LONG").is_some() { 20 } else { 1 };
    for round in 0..rounds {
        let spawn = || {
            command(&["up"])
                .env("DATABASE_URL", database.url())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let processes: Vec<_> = (0..32).map(|_| spawn()).collect();
        let mut applied = 0;
        for process in processes {
            let run = finish(process.wait_with_output());
            assert_eq!(run.code, 0, "round {round}: {run:?}");
            applied += run.stderr.matches("applied m").count();
        }
        assert_eq!(
            applied,
            migrations(),
            "round {round}: every migration was applied by one of them"
        );
        let status = run(database.url(), &["status", "--check"]);
        assert_eq!(status.code, 0, "{status:?}");
        assert_eq!(run(database.url(), &["reset"]).code, 0);
    }
}

on_each_backend!(
    every_command_does_what_stock_does,
    json_is_alone_on_stdout,
    a_storm_of_processes_applies_every_migration_once
);

#[test]
fn a_bad_url_is_one_clear_line() {
    for (url, first_line) in [
        ("", "error: DATABASE_URL is empty\n"),
        ("nonsense", "error: DATABASE_URL is not a URL: it has no scheme\n"),
        ("oracle://u:s3cret@h/db", "error: DATABASE_URL has the unknown scheme `oracle:`\n"),
        (
            "postgres://u:s3cret@h:port/db",
            "error: DATABASE_URL cannot be read: invalid port number\n",
        ),
        (
            "postgres://u:s3cret@127.0.0.1:1/db",
            "error: cannot connect to postgres://u@127.0.0.1:1/db: Connection refused (os error 111)\n",
        ),
        (
            "mysql://u:s3cret@127.0.0.1:1/db",
            "error: cannot connect to mysql://u@127.0.0.1:1/db: Connection refused (os error 111)\n",
        ),
        (
            "postgres://u:s3cret@no-such-host.invalid/db",
            "error: cannot connect to postgres://u@no-such-host.invalid/db: ",
        ),
        (
            "sqlite:///nonexistent/app.db?mode=rwc",
            "error: cannot connect to sqlite:///nonexistent/app.db: unable to open database file (code 14)\n",
        ),
        (
            "sqlite:///",
            "error: cannot connect to sqlite:///: unable to open database file (code 14)\n",
        ),
        ("sqlite:app.db?mode=s3cr", "error: DATABASE_URL cannot be read: "),
    ] {
        check_error(&run(url, &["up"]), 2, first_line);
        check_error(&run(url, &["status"]), 2, first_line);
    }
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "these are not the rows you are looking for".repeat(100)).unwrap();
    let run_text = run(&format!("sqlite://{}", text.display()), &["up"]);
    check_error(
        &run_text,
        2,
        "error: cannot read the table seaql_migrations: file is not a database (code 26)\n",
    );
    assert!(std::fs::read_to_string(&text).unwrap().starts_with("these are not"));

    let missing = folder.path().join("missing.db");
    let run_missing = run(&format!("sqlite://{}", missing.display()), &["up"]);
    check_error(&run_missing, 2, "error: cannot connect to sqlite://");
    assert!(run_missing.stderr.contains("a new file needs `?mode=rwc`"), "{}", run_missing.stderr);
    assert!(!missing.exists());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn a_read_only_database_is_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    std::fs::write(&path, "").unwrap();
    let url = format!("sqlite://{}?mode=ro", path.display());
    let first_line = "error: cannot create the table seaql_migrations: attempt to write a readonly database (code 8)\n";
    check_error(&run(&url, &["up"]), 2, first_line);
    assert_eq!(run(&url, &["status"]).code, 0);
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
}

/// Permissions mean nothing to root, so the binary runs as nobody then.
#[cfg(unix)]
#[test]
fn an_unwritable_file_or_folder_is_one_clear_line() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;

    const NOBODY: u32 = 65534;
    let folder = tempfile::tempdir().unwrap();
    let binary = folder.path().join("migration");
    std::fs::copy(env!("CARGO_BIN_EXE_migration"), &binary).unwrap();
    let root = std::fs::metadata(folder.path()).unwrap().uid() == 0;
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let up = |file: &Path| {
        let mut command = Command::new(&binary);
        command
            .arg("up")
            .env_clear()
            .env("DATABASE_URL", format!("sqlite://{}?mode=rwc", file.display()));
        if root {
            command.uid(NOBODY).gid(NOBODY);
        }
        finish(command.current_dir("/").output())
    };

    set_permissions(&data, Permissions::from_mode(0o555)).unwrap();
    let file = data.join("app.db");
    check_error(&up(&file), 2, "error: cannot connect to sqlite://");
    assert!(!file.exists());

    // A file that can be read, in a folder that can be written: the lock is taken, and SQLite says
    // what is wrong.
    set_permissions(&data, Permissions::from_mode(0o777)).unwrap();
    std::fs::write(&file, "").unwrap();
    set_permissions(&file, Permissions::from_mode(0o444)).unwrap();
    check_error(
        &up(&file),
        2,
        "error: cannot create the table seaql_migrations: attempt to write a readonly database",
    );

    // A file that can be written, in a folder that cannot: no journal and no lock file.
    std::fs::remove_file(data.join("app.db-migrate.lock")).unwrap();
    set_permissions(&file, Permissions::from_mode(0o666)).unwrap();
    set_permissions(&data, Permissions::from_mode(0o555)).unwrap();
    check_error(&up(&file), 2, "error: cannot open the lock file ");
    set_permissions(&data, Permissions::from_mode(0o755)).unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().len(), 0, "nothing half-done");
}

#[test]
fn a_mistake_in_the_arguments_is_exit_code_two() {
    let url = "sqlite::memory:";
    check_error(&run(url, &["bogus"]), 2, "error: unrecognized subcommand 'bogus'\n");
    check_error(&run(url, &["up", "-n", "x"]), 2, "error: invalid value 'x' for '--num <NUM>'");
    check_error(&run(url, &["up", "-n", "-1"]), 2, "error: ");
    check_error(
        &run(url, &["up", "--lock-timeout", "soon"]),
        2,
        "error: invalid value 'soon' for '--lock-timeout <SECONDS>'",
    );
    let refused = run(url, &["sql", "--lock", "lease"]);
    check_error(&refused, 2, "error: `sql` does not take --lock\n");
    let hint =
        "hint: `up`, `down`, `fresh`, `refresh`, `reset`, `baseline` and `repair` take --lock;";
    assert!(refused.stderr.contains(hint), "{refused:?}");
    let refused = run(url, &["generate", "--format", "sarif"]);
    check_error(
        &refused,
        2,
        "error: generate prints findings, as --format github and sarif, with --check alone\n",
    );
    check_error(&run(url, &["generate", "--empty"]), 2, "error: a blank migration needs a name\n");
    for empty in [&["generate", "--", "-"][..], &["generate", "--empty", "--", "é"]] {
        check_error(
            &run(url, empty),
            2,
            "error: the name of a migration needs at least one letter",
        );
    }
    for (flag, text, form) in [
        ("--rename", "users.name", "TABLE.OLD:NEW"),
        ("--rename", "name:label", "TABLE.OLD:NEW"),
        ("--rename-table", "users", "OLD:NEW"),
        ("--backfill", "users.name", "TABLE.COLUMN=SQL"),
    ] {
        let mistake = run(url, &["generate", flag, text]);
        check_error(&mistake, 2, &format!("error: {flag} {text} is not understood\n"));
        assert!(mistake.stderr.contains(&format!("it has the form {flag} {form}")), "{mistake:?}");
    }
    check_error(
        &run(url, &["generate", "--check", "--dry-run"]),
        2,
        "error: the argument '--check' cannot be used",
    );
    for (name, value) in [("MIGRATE_LOCK_TIMEOUT", "soon"), ("MIGRATE_LOCK_TIMEOUT", "1e19")] {
        let environment = command(&["up"]).env("DATABASE_URL", url).env(name, value).output();
        check_error(
            &finish(environment),
            2,
            &format!("error: {name} is `{value}`, not a number of seconds\n"),
        );
    }
    let remote = "postgres://db.example.invalid/shop";
    let environment =
        command(&["reset"]).env("DATABASE_URL", remote).env("MIGRATE_YES", "perhaps").output();
    check_error(&finish(environment), 2, "error: MIGRATE_YES is `perhaps`, neither 1 nor 0\n");
}

/// A flag counts before its variable, and a variable that counts has to be one.
#[test]
fn a_flag_counts_before_its_variable() {
    for (name, bad, flag, good) in [
        ("MIGRATE_LOCK", "leese", "--lock", "session"),
        ("MIGRATE_LOCK_TIMEOUT", "soon", "--lock-timeout", "5"),
        ("MIGRATE_TABLE_LOCK_TIMEOUT", "-1", "--table-lock-timeout", "5"),
        ("MIGRATE_STATEMENT_TIMEOUT", "never", "--statement-timeout", "5"),
        ("DATABASE_URL", "nonsense", "--database-url", "sqlite::memory:"),
    ] {
        let up = |args: &[&str]| {
            let mut up = command(args);
            let url = if name == "DATABASE_URL" { bad } else { "sqlite::memory:" };
            finish(up.env("DATABASE_URL", url).env(name, bad).output())
        };
        check_error(&up(&["up"]), 2, &format!("error: {name} is "));
        for args in [&["up", flag, good], &[flag, good, "up"]] {
            let run = up(args);
            assert_eq!(run.code, 0, "{args:?}: {run:?}");
        }
    }
    // What has no use for a variable does not ask for it.
    let sql = command(&["sql"])
        .env("DATABASE_URL", "sqlite::memory:")
        .env("MIGRATE_LOCK", "leese")
        .output();
    assert_eq!(finish(sql).code, 0);
}

/// An empty setting, as compose and `.env` files make them, is an unset one; only the database has
/// to be named.
#[test]
fn an_empty_setting_is_unset() {
    let mut empty = command(&["up"]);
    for name in ["DATABASE_SCHEMA", "MIGRATE_LOCK_TIMEOUT", "MIGRATE_YES"] {
        empty.env(name, "");
    }
    let run = finish(empty.env("DATABASE_URL", "sqlite::memory:").output());
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_missing_schema_is_not_an_empty_database() {
    migration_kit::testing::block_on(async {
        let database = TestDatabase::create(migration_kit::testing::Backend::Postgres).await;
        for word in ["status", "up", "down"] {
            let first_line = "error: the connection's search path names no schema that exists\n";
            check_error(&run(database.url(), &[word, "-s", "pubic"]), 2, first_line);
        }
        let empty = command(&["up"])
            .env("DATABASE_URL", database.url())
            .env("DATABASE_SCHEMA", "")
            .output();
        assert_eq!(finish(empty).code, 0);
        assert_eq!(run(database.url(), &["status", "--check", "-s", "nowhere, public"]).code, 0);
    });
}

#[test]
fn help_and_version_succeed_and_show_no_secret() {
    let help =
        finish(command(&["--help"]).env("DATABASE_URL", "postgres://u:s3cret@h/db").output());
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    for word in ["up", "down", "fresh", "refresh", "reset", "status", "generate", "DATABASE_URL"] {
        assert!(help.stdout.contains(word), "{word}");
    }
    assert!(!help.stdout.contains("s3cret"));
    assert_eq!(run("sqlite::memory:", &["--version"]).code, 0);
}

#[test]
fn without_a_url_it_says_which_database_it_takes() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let database = workspace.join("app.db");
    let existed = database.exists();
    let elsewhere = tempfile::tempdir().unwrap();
    let status = run_in(elsewhere.path(), &["status"]);
    assert_eq!(database.exists(), existed, "status reads only");
    // A developer's `.env` may name a database; then there is no default to speak of.
    if !workspace.join(".env").exists() {
        let line = format!(
            "no DATABASE_URL is set: using the default database, sqlite://{}\n",
            database.display()
        );
        assert_eq!((status.code, status.stderr), (0, line));
    }
}

/// It may belong to another project, whose database this would be.
#[test]
fn an_env_file_of_another_folder_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("deep/down");
    std::fs::create_dir_all(&below).unwrap();
    for place in [folder.path(), &below] {
        let url = format!("sqlite://{}/from-env.db?mode=rwc", folder.path().display());
        std::fs::write(place.join(".env"), format!("DATABASE_URL={url}\nA s3cret\n")).unwrap();
    }
    let run = run_in(&below, &["status"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!run.stderr.contains("from-env") && !run.stderr.contains("s3cret"), "{run:?}");
}

/// The stock tool, whose `migrate` runs this binary through cargo.
#[test]
#[ignore = "builds the migration binary again: cargo xtask test"]
fn sea_orm_cli_drives_it() {
    use sea_orm_cli::{MigrateSubcommands as Stock, run_migrate_command};

    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/stock.db?mode=rwc", folder.path().display());
    let migrate = |command| {
        run_migrate_command(
            Some(command),
            env!("CARGO_MANIFEST_DIR"),
            None,
            Some(url.clone()),
            false,
        )
    };
    let applied = || run(&url, &["status"]).stdout.matches("\tapplied\t").count();
    migrate(Stock::Up { num: Some(3) }).unwrap();
    assert_eq!(applied(), 3);
    migrate(Stock::Up { num: None }).unwrap();
    assert_eq!(applied(), migrations());
    migrate(Stock::Down { num: 2 }).unwrap();
    assert_eq!(applied(), migrations() - 2);
    migrate(Stock::Status).unwrap();
    for command in [Stock::Refresh, Stock::Fresh] {
        migrate(command).unwrap();
        assert_eq!(applied(), migrations());
    }
    migrate(Stock::Reset).unwrap();
    assert_eq!(applied(), 0);
    assert!(
        run_migrate_command(None, env!("CARGO_MANIFEST_DIR"), None, Some("nonsense".into()), true)
            .is_err()
    );
}

async fn diagram_draws_the_entities(database: TestDatabase) {
    let url = database.url();
    let svg = run(url, &["diagram"]);
    assert_eq!(svg.code, 0, "{svg:?}");
    assert!(svg.stdout.starts_with("<svg ") && svg.stdout.ends_with("</svg>\n"), "{}", svg.stdout);
    assert!(svg.stdout.contains("chats.user_id references users.id"), "{}", svg.stdout);
    assert_eq!(run(url, &["diagram", "--format", "svg"]).stdout, svg.stdout);
    let mermaid = run(url, &["diagram", "--format", "mermaid"]);
    assert!(
        mermaid
            .stdout
            .starts_with("erDiagram\n    %% enum chat_status: active, inactive, pending\n"),
        "{mermaid:?}"
    );
    assert!(mermaid.stdout.contains("\"users\" ||--o{ \"chats\" : \"user_id\"\n"), "{mermaid:?}");
    assert!(
        mermaid.stdout.contains("\"providers\" |o--o{ \"chats\" : \"provider_id\"\n"),
        "{mermaid:?}"
    );
    let html = run(url, &["diagram", "--format", "html"]);
    assert!(html.stdout.starts_with("<!DOCTYPE html>"), "{html:?}");
    // The database itself is not looked at.
    assert_eq!(run(url, &["status"]).stdout.matches("\tpending\t").count(), migrations());
}

on_each_backend!(diagram_draws_the_entities);

#[test]
fn diagram_writes_a_file_and_names_what_it_cannot() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("schema.svg");
    let written = run("sqlite::memory:", &["diagram", "--output", file.to_str().unwrap()]);
    assert_eq!((written.code, written.stdout.as_str()), (0, ""), "{written:?}");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("<svg "));
    let missing = folder.path().join("nowhere").join("schema.svg");
    let refused = run("sqlite::memory:", &["diagram", "-o", missing.to_str().unwrap()]);
    check_error(&refused, 2, &format!("error: cannot write {}: ", missing.display()));
    let other = run("sqlite::memory:", &["diagram", "--format", "json"]);
    check_error(&other, 2, "error: invalid value 'json' for '--format <FORMAT>'\n");
    assert!(other.stderr.contains("hint: possible values: svg, mermaid, html\n"), "{other:?}");
}
