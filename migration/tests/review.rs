//! `review`, `sql` and the dry runs, as people and machines read them.

#![cfg(test)]
#![cfg(feature = "cli")]

mod common;

use common::cli::{Run, command, finish, run};
use common::documents::{check_document, check_sarif, json, lines};
use migration::Migrator;
use migration_kit::on_each_backend;
use migration_kit::testing::TestDatabase;
use sea_orm_migration::MigratorTrait as _;
use sea_orm_migration::sea_orm::ConnectionTrait as _;

/// A server that nobody listens on: whoever connects fails.
const NOWHERE: &str = "postgres://u:s3cret@127.0.0.1:1/db";
const DROP: &str = "m20260413_101000_drop_providers_kind";
const INDEX: &str = "m20260216_140000_index_chats_by_user_and_age";

#[test]
fn a_named_migration_is_reviewed_without_a_database() {
    let review = run(NOWHERE, &["review", DROP]);
    let text = &review.stdout;
    assert!(text.starts_with(&format!("{DROP}\n")), "{text}");
    assert!(text.contains("\n\n  SQLite, PostgreSQL\n    ALTER TABLE \"providers\""), "{text}");
    assert!(text.contains(&format!("\n        at migration/src/{DROP}.rs:")), "{text}");
    for line in [
        "    ALTER TABLE \"providers\" DROP COLUMN \"kind\";  -- loses data",
        "    ALTER TABLE `providers` DROP COLUMN `kind`;  -- loses data",
        "  MySQL (outside a transaction: what fails half-way leaves the first half)",
        "      warning[drop-column]: as above",
    ] {
        assert!(text.lines().any(|of| of == line), "{line}\n{text}");
    }
    assert!(
        text.lines()
            .last()
            .unwrap()
            .starts_with("1 migration reviewed on SQLite, PostgreSQL, MySQL: "),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "no colours where nobody sees them");
}

#[test]
fn a_migration_is_known_by_its_file_too() {
    let by_file = run(NOWHERE, &["review", &format!("migration/src/{DROP}.rs")]);
    assert_eq!(by_file.stdout, run(NOWHERE, &["review", DROP]).stdout);
    for args in [&["review", "m20260413"][..], &["sql", "--from", "drop_providers"]] {
        let unknown = run(NOWHERE, args);
        assert_eq!((unknown.code, unknown.stdout.as_str()), (2, ""));
        assert!(
            unknown
                .stderr
                .starts_with(&format!("error: there is no migration {}\n", args.last().unwrap()))
        );
        assert!(unknown.stderr.contains(&format!("hint: is it {DROP}?")), "{}", unknown.stderr);
    }
}

#[test]
fn an_error_is_exit_code_one_in_every_format() {
    for format in ["text", "json", "github", "sarif"] {
        assert_eq!(run(NOWHERE, &["review", INDEX, "--format", format]).code, 1, "{format}");
        assert_eq!(run(NOWHERE, &["review", DROP, "--format", format]).code, 0, "{format}");
    }
}

#[test]
fn without_a_database_the_migrations_have_to_be_named() {
    let review = run(NOWHERE, &["review"]);
    assert_eq!((review.code, review.stdout.as_str()), (2, ""));
    assert!(
        review.stderr.starts_with("error: cannot connect to postgres://u@127.0.0.1:1/db"),
        "{}",
        review.stderr
    );
    assert!(
        review.stderr.contains("or name the migrations, and no database is needed"),
        "{}",
        review.stderr
    );
}

#[test]
fn colours_are_for_terminals_and_can_be_forbidden() {
    let colored = |name: &str| {
        let mut command = command(&["review", DROP]);
        finish(
            command.env("DATABASE_URL", NOWHERE).env("CLICOLOR_FORCE", "1").env(name, "1").output(),
        )
    };
    let review = colored("UNRELATED");
    assert!(review.stdout.contains("\u{1b}[1m\u{1b}[34mALTER\u{1b}[0m"), "{}", review.stdout);
    let plain = colored("NO_COLOR");
    assert_eq!(plain.stdout, run(NOWHERE, &["review", DROP]).stdout);
}

#[test]
fn the_documents_are_as_they_are_documented() {
    for args in
        [&["review", DROP, INDEX][..], &["review", "-u", "sqlite:/nonexistent/x.db?mode=memory"]]
    {
        let with = |format: &str| run(NOWHERE, &[args, &["--format", format]].concat());
        let review = json(&with("json"));
        check_document("review", &review);
        let findings: usize = review["migrations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|migration| migration["findings"].as_array().unwrap().len())
            .sum();
        assert!(findings >= 2, "{review}");
        let github = with("github");
        assert_eq!(lines(&github, "::"), findings, "{github:?}");
        let sarif = json(&with("sarif"));
        check_sarif(&sarif);
        assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), findings);
    }
}

#[test]
fn an_annotation_has_its_place() {
    let github = run(NOWHERE, &["review", INDEX, "--format", "github"]);
    let line = github.stdout.lines().find(|line| line.contains("blocking-index-create")).unwrap();
    assert!(line.starts_with(&format!("::error file=migration/src/{INDEX}.rs,line=1")), "{line}");
    assert!(line.contains(",title=blocking-index-create::"), "{line}");
    assert!(line.contains("%0AIt takes SHARE on the table, which blocks writes"), "{line}");
}

#[test]
fn a_command_without_findings_has_none_to_tell() {
    for (args, message) in [
        (&["up", "--format", "github"][..], "error: `up` does not take --format"),
        (&["sql", "--format", "sarif"], "error: `sql` does not take --format"),
        (&["generate", "x", "--format", "sarif"], "error: generate prints findings"),
    ] {
        let refused = run("sqlite::memory:", args);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{refused:?}");
        assert!(refused.stderr.starts_with(message), "{}", refused.stderr);
    }
}

#[test]
fn the_sql_of_a_range_is_for_the_backend_of_the_url() {
    let sql = |args: &[&str]| {
        let run = run(NOWHERE, &[&["sql"], args].concat());
        assert_eq!(run.code, 0, "{run:?}");
        run.stdout
    };
    let one = sql(&["--from", DROP, "--to", DROP]);
    assert!(one.starts_with("-- for PostgreSQL\n-- run it with psql "), "{one}");
    assert!(one.contains("\nSET lock_timeout = 5000;\n"), "{one}");
    let migration = format!(
        "\n\n-- {DROP}\nBEGIN;\nALTER TABLE \"providers\" DROP COLUMN \"kind\";\nCOMMIT;\n\n"
    );
    assert!(one.ends_with(&migration), "{one}");
    let down = sql(&["--from", DROP, "--to", "m20260504_123000_add_deleted_at_to_chats", "--down"]);
    let versions: Vec<&str> = down.lines().filter_map(|line| line.strip_prefix("-- m")).collect();
    assert_eq!(versions, ["20260504_123000_add_deleted_at_to_chats", &DROP[1..]]);
    assert!(down.contains("ALTER TABLE \"chats\" DROP COLUMN \"deleted_at\";\n"), "{down}");
    let wrong = run(NOWHERE, &["sql", "--from", DROP, "--to", INDEX]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.stderr.starts_with("error: the first migration comes after the last one\n"),
        "{}",
        wrong.stderr
    );
}

/// What `sql` prints of the whole history can be run, and makes what `up` makes.
#[test]
fn the_sql_can_be_run_by_hand() {
    migration_kit::testing::block_on(async {
        let by_hand = TestDatabase::create(migration_kit::testing::Backend::Sqlite).await;
        let by_up = TestDatabase::create(migration_kit::testing::Backend::Sqlite).await;
        by_hand
            .connect()
            .await
            .execute_unprepared(&run(by_up.url(), &["sql"]).stdout)
            .await
            .unwrap();
        assert_eq!(run(by_up.url(), &["up"]).code, 0);
        let read = async |database: &TestDatabase| {
            let mut lines = common::catalog::read(&database.connect().await).await;
            lines.retain(|line| !line.contains("migration"));
            lines
        };
        assert_eq!(read(&by_hand).await, read(&by_up).await);
    });
}

async fn pending_migrations_are_reviewed_with_table_sizes(database: TestDatabase) {
    let url = database.url();
    assert_eq!(run(url, &["up"]).code, 0);
    assert_eq!(
        run(url, &["review"]).stdout,
        "0 migrations reviewed on SQLite, PostgreSQL, MySQL: nothing found\n"
    );
    assert_eq!(run(url, &["down", "-n", "3", "--yes"]).code, 0);
    let db = database.connect().await;
    let id = if url.starts_with("mysql") {
        "sixteen letters."
    } else {
        "00000000-0000-4000-8000-00000000000a"
    };
    let insert = format!("INSERT INTO users (id, email, name) VALUES ('{id}', 'a@b.c', 'a')");
    db.execute_unprepared(&insert).await.unwrap();
    let review = json(&run(url, &["review", "--live", "--format", "json"]));
    check_document("review", &review);
    let migrations = review["migrations"].as_array().unwrap();
    assert_eq!(migrations.len(), 3);
    // A table that the migration makes has no size yet.
    let of = &migrations[1]["tables"][0];
    assert_eq!(
        (of["table"].as_str(), of["rows"].as_u64()),
        (Some("chats"), Some(0)),
        "{migrations:#?}"
    );
    // Rows are counted, and nothing is written.
    assert_eq!(run(url, &["status"]).stdout.matches("\tpending\t").count(), 3);
    let text = run(url, &["review", "--live", INDEX, "m20260316_160000_add_name_to_users"]).stdout;
    assert!(text.lines().any(|line| line.starts_with("  users, 1 row")), "{text}");
    assert!(text.contains("      blocks writes on chats"), "{text}");
}

async fn a_dry_run_of_down_prints_what_it_would_do(database: TestDatabase) {
    let url = database.url();
    assert_eq!(run(url, &["down", "--dry-run"]).stderr.lines().last(), Some("nothing to do"));
    run(url, &["up"]);
    let Run { code, stdout, .. } = run(url, &["down", "-n", "2", "--dry-run"]);
    assert_eq!(code, 0);
    let versions: Vec<&str> = stdout.lines().filter(|line| line.starts_with("-- m")).collect();
    let newest: Vec<String> = Migrator::migrations()
        .iter()
        .rev()
        .take(2)
        .map(|migration| format!("-- {}", migration.name()))
        .collect();
    assert_eq!(versions, newest);
    assert_eq!(run(url, &["status", "--check"]).code, 0, "nothing was rolled back");
}

on_each_backend!(
    pending_migrations_are_reviewed_with_table_sizes,
    a_dry_run_of_down_prints_what_it_would_do,
);

/// The commands of two sections of the README; what they answer depends on the rules.
#[test]
fn the_commands_of_the_readme_work() {
    let workspace = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = std::fs::read_to_string(workspace.join("README.md")).unwrap();
    let sections = text
        .split("\n### ")
        .filter(|section| section.starts_with("Review\n") || section.starts_with("Check in CI\n"));
    let commands = sections
        .flat_map(str::lines)
        .filter_map(|line| line.strip_prefix("cargo run -p migration -- "));
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/readme.db?mode=rwc", folder.path().display());
    run(&url, &["up"]);
    let mut count = 0;
    for command in commands {
        let words = command.split('#').next().unwrap().split_whitespace().collect::<Vec<_>>();
        let done = run(&url, &words);
        assert!([0, 1].contains(&done.code), "{command}: {done:?}");
        count += 1;
    }
    assert_eq!(count, 7);
}
