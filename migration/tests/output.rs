//! What becomes of a run whose output nobody takes: closed, full, or cut by a reader that leaves.

#![cfg(test)]
#![cfg(feature = "cli")]
#![cfg(target_os = "linux")]

mod common;

use std::fs::OpenOptions;
use std::process::{Command, Stdio};

use common::cli::{Run, command, finish, run};
use migration::Migrator;
use migration_kit::on_each_backend;
use migration_kit::testing::TestDatabase;
use sea_orm_migration::MigratorTrait as _;
use sea_orm_migration::sea_orm::ConnectionTrait as _;

/// Every command that prints, in a form that changes nothing. `up` and its like have tests of their
/// own.
const PRINT: [&[&str]; 16] = [
    &["status"],
    &["status", "--format", "json"],
    &["status", "--check", "--format", "github"],
    &["up", "--dry-run"],
    &["down", "--dry-run"],
    &["sql"],
    &["review"],
    &["review", "--format", "sarif"],
    &["check"],
    &["check", "--format", "json"],
    &["generate", "--check"],
    &["generate", "--dry-run"],
    &["diagram"],
    &["environment"],
    &["repair"],
    &["--help"],
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Broken {
    /// The descriptor is not open.
    Closed,
    /// The reader has left.
    Left,
    /// The disk is full.
    Full,
}

fn broken(url: &str, args: &[&str], stream: &str, how: Broken) -> Run {
    let binary = command(args);
    let mut command = Command::new("sh");
    let number = if stream == "stdout" { 1 } else { 2 };
    // The shell closes what has to be closed, and becomes the program.
    let line = match how {
        Broken::Closed => format!("exec \"$0\" \"$@\" {number}>&-"),
        Broken::Full => format!("exec \"$0\" \"$@\" {number}>/dev/full"),
        Broken::Left => "exec \"$0\" \"$@\"".to_owned(),
    };
    command
        .args(["-c", &line])
        .arg(binary.get_program())
        .args(args)
        .current_dir(std::env::temp_dir());
    for (name, value) in binary.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
        .env("DATABASE_URL", url)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if how == Broken::Left {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        match stream {
            "stdout" => command.stdout(writer),
            _ => command.stderr(writer),
        };
    }
    finish(command.output())
}

async fn nothing_stops_for_output_that_is_lost(database: TestDatabase) {
    let url = database.url();
    assert_eq!(run(url, &["up", "-n", "2"]).code, 0);
    for args in PRINT {
        let read = run(url, args);
        for stream in ["stdout", "stderr"] {
            let says =
                if stream == "stdout" { !read.stdout.is_empty() } else { !read.stderr.is_empty() };
            for how in [Broken::Closed, Broken::Left, Broken::Full] {
                let run = broken(url, args, stream, how);
                let expected =
                    if how == Broken::Full && says && read.code < 2 { 2 } else { read.code };
                assert_eq!(run.code, expected, "{args:?} {stream} {how:?}: {run:?}");
                if expected == 2 && stream == "stdout" {
                    assert!(
                        run.stderr
                            .contains("error: cannot write to stdout: No space left on device"),
                        "{run:?}"
                    );
                }
            }
        }
    }
}

/// Whatever happens to its words, what `up` began it finishes and records, and so do its siblings.
async fn work_is_finished_whoever_reads(database: TestDatabase) {
    let url = database.url();
    let migrations = Migrator::migrations().len();
    let applied = || run(url, &["status"]).stdout.matches("\tapplied\t").count();
    for stream in ["stdout", "stderr"] {
        for how in [Broken::Closed, Broken::Left, Broken::Full] {
            for verbose in [&[][..], &["-v"]] {
                let expected = if how == Broken::Full && stream == "stderr" { 2 } else { 0 };
                for (command, left) in [
                    ("up", migrations),
                    ("refresh", migrations),
                    ("fresh", migrations),
                    ("reset", 0),
                ] {
                    let run = broken(url, &[&[command], verbose].concat(), stream, how);
                    assert_eq!(run.code, expected, "{command} {stream} {how:?}: {run:?}");
                    assert_eq!(applied(), left, "{command} {stream} {how:?}");
                }
            }
        }
    }
}

async fn head_takes_one_line_and_leaves(database: TestDatabase) {
    let url = database.url();
    for args in [
        &["up", "-v"][..],
        &["status"],
        &["sql"],
        &["check"],
        &["diagram"],
        &["refresh"],
        &["reset"],
    ] {
        let line = "\"$0\" \"$@\" 2>&1 | head -1; exit ${PIPESTATUS[0]}";
        let mut cut = Command::new("bash");
        cut.args(["-c", line, env!("CARGO_BIN_EXE_migration")]).args(args).env("DATABASE_URL", url);
        cut.env_remove("SHADOW_POSTGRES_URL")
            .env_remove("SHADOW_MYSQL_URL")
            .current_dir(std::env::temp_dir());
        let cut = finish(cut.output());
        assert_eq!((cut.code, cut.stdout.lines().count()), (0, 1), "{args:?}: {cut:?}");
    }
    assert_eq!(
        run(url, &["status"]).stdout.matches("\tpending\t").count(),
        Migrator::migrations().len()
    );
}

/// A version and a host that would be orders to a terminal or to a CI system.
async fn text_of_a_database_does_nothing(database: TestDatabase) {
    let url = database.url();
    assert_eq!(run(url, &["up"]).code, 0);
    let db = database.connect().await;
    let backend = migration_kit::Backend::from(db.get_database_backend());
    let hostile = "zz\n::error ::owned\r\u{1b}[31m\u{7}\u{9b}2J\u{202e}##[error]x";
    let (quoted, mark) = match backend {
        migration_kit::Backend::Postgres => ("\"seaql_migrations\"", ["$1", "$2", "$3"]),
        _ => ("seaql_migrations", ["?", "?", "?"]),
    };
    let insert = |sql: String, values: Vec<sea_orm_migration::sea_orm::Value>| {
        sea_orm_migration::sea_orm::Statement::from_sql_and_values(backend.into(), sql, values)
    };
    let record = format!("INSERT INTO {quoted} (version, applied_at) VALUES ({}, 1)", mark[0]);
    db.execute_raw(insert(record, vec![hostile.into()])).await.unwrap();
    let begun = format!(
        "INSERT INTO seaql_migrations_ledger (version, state, direction, host, error, pid) VALUES ({}, 'failed', 'up', {}, {}, 1)",
        mark[0], mark[1], mark[2]
    );
    let version = format!("zzz{hostile}");
    db.execute_raw(insert(begun, vec![version.into(), hostile.into(), hostile.into()]))
        .await
        .unwrap();
    for args in [
        &["status"][..],
        &["status", "--format", "json"],
        &["status", "--format", "github"],
        &["status", "--format", "sarif"],
        &["up"],
        &["up", "-v"],
        &["check"],
        &["repair"],
        &["repair", "--mark", "applied"],
    ] {
        let run = run(url, args);
        for text in [&run.stdout, &run.stderr] {
            let acts = |c: char| c != '\n' && c != '\t' && (c.is_control() || c == '\u{202e}');
            assert!(!text.contains(acts), "{args:?}: {text:?}");
            assert!(
                !text.contains("##[") || args.contains(&"json") || args.contains(&"sarif"),
                "{args:?}: {text:?}"
            );
            assert!(
                !text.lines().any(|line| line.trim_start().starts_with("::error ::")),
                "{args:?}: {text}"
            );
        }
    }
}

on_each_backend!(
    nothing_stops_for_output_that_is_lost,
    work_is_finished_whoever_reads,
    head_takes_one_line_and_leaves,
    text_of_a_database_does_nothing,
);

/// A log that is appended to a file on a full disk is the same as any other.
#[test]
fn a_full_disk_under_both_is_exit_code_two() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/a.db?mode=rwc", folder.path().display());
    let full = || OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut up = command(&["up"]);
    let run_up = finish(up.env("DATABASE_URL", &url).stdout(full()).stderr(full()).output());
    assert_eq!(run_up.code, 2, "{run_up:?}");
    assert_eq!(run(&url, &["status", "--check"]).code, 0);
}
