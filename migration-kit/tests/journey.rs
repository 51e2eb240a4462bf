//! The journey, as a user of the kit types it, in a workspace of their own: edit an entity,
//! generate, look, up, generate again, down; and every ambiguity on the way.

#![cfg(test)]

mod workspace;

use migration_kit::testing::{Backend, TestDatabase, block_on};
use sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait as _, Database, Statement};
use workspace::{Run, Workspace};

const NOTE: &str = r#"use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notes")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: i32,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
"#;

/// The entity of the users, with these columns beside the key.
fn user(columns: &str) -> String {
    format!(
        "use sea_orm::entity::prelude::*;\n\n{MOOD}\n#[sea_orm::model]\n\
         #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]\n#[sea_orm(table_name = \"users\")]\n\
         pub struct Model {{\n    #[sea_orm(primary_key)]\n    pub id: i32,\n{columns}\n    #[sea_orm(has_many)]\n    \
         pub notes: HasMany<super::note::Entity>,\n}}\n\nimpl ActiveModelBehavior for ActiveModel {{}}\n"
    )
}

const MOOD: &str = r#"#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "Mood")]
pub enum Mood {
    #[sea_orm(string_value = "it's fine")]
    Fine,
    #[sea_orm(string_value = "low")]
    Low,
}
"#;

const NAME: &str = "    pub name: String,";
const LABEL: &str = "    pub label: String,";
const MORE: &str = "    #[sea_orm(unique)]\n    pub email: Option<String>,\n    #[sea_orm(default_value = \"low\")]\n    \
                    pub mood: Mood,\n    pub seen: DateTimeUtc,";

struct Journey {
    workspace: Workspace,
    databases: Vec<TestDatabase>,
}

impl Journey {
    async fn new(name: &str, backends: &[Backend]) -> Self {
        let workspace = Workspace::new(name);
        workspace.write("model/src/lib.rs", "pub mod note;\npub mod user;\n");
        workspace.write("model/src/note.rs", NOTE);
        let mut databases = Vec::new();
        for backend in backends {
            databases.push(TestDatabase::create(*backend).await);
        }
        Self { workspace, databases }
    }

    fn edit(&self, columns: &str) {
        self.workspace.write("model/src/user.rs", &user(columns));
    }

    /// SQLite, and the servers that the journey goes to.
    fn variables(&self) -> Vec<(&'static str, &str)> {
        let mut variables = vec![("DATABASE_URL", "sqlite::memory:")];
        for database in &self.databases {
            if database.url().starts_with("postgres") {
                variables.push(("SHADOW_POSTGRES_URL", database.url()));
            } else if database.url().starts_with("mysql") {
                variables.push(("SHADOW_MYSQL_URL", database.url()));
            }
        }
        variables
    }

    fn generate(&self, args: &[&str]) -> Run {
        let args: Vec<&str> = ["generate"].iter().chain(args).copied().collect();
        self.workspace.run(&self.variables(), &args)
    }

    /// Writes a migration of that name, which leaves nothing to do, and applies it everywhere.
    fn migration(&self, name: &str, flags: &[&str]) {
        self.written(name, || self.generate(flags));
    }

    fn written(&self, name: &str, generate: impl FnOnce() -> Run) {
        let before = self.workspace.migrations().len();
        let run = generate();
        assert_eq!(run.code, 0, "{run:?}");
        let migrations = self.workspace.migrations();
        let files = migrations[before..]
            .iter()
            .map(|migration| migration.file_stem().unwrap().to_string_lossy().into_owned());
        // What looks at rows comes in a migration behind it, and what takes the place of something
        // filled in one behind that.
        let main =
            |file: &'_ str| file.trim_end_matches("_switch").trim_end_matches("_online").to_owned();
        let of_it = |file: &String| main(file).ends_with(name);
        let files: Vec<String> = files.collect();
        assert!(
            !files.is_empty() && files.len() <= 3 && files.iter().all(of_it),
            "{files:?}: {run:?}"
        );
        let again = self.generate(&[]);
        assert_eq!(again.code, 0, "{again:?}");
        assert!(again.stderr.contains("nothing to do"), "{again:?}");
        assert_eq!(self.workspace.migrations().len(), migrations.len());
        self.everywhere(&["up"]);
    }

    fn everywhere(&self, args: &[&str]) {
        for database in &self.databases {
            let run = self.workspace.run(&[("DATABASE_URL", database.url())], args);
            assert_eq!(run.code, 0, "{run:?}");
        }
    }

    async fn execute(&self, sql: &str) {
        for database in &self.databases {
            database.connect().await.execute_unprepared(sql).await.unwrap();
        }
    }

    /// One text of each database.
    async fn ask(&self, sql: &str) -> Vec<String> {
        let mut answers = Vec::new();
        for database in &self.databases {
            let mut options = ConnectOptions::new(database.url());
            options.sqlx_logging(false);
            let db = Database::connect(options).await.unwrap();
            let rows = db
                .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
                .await
                .unwrap();
            let texts: Vec<String> =
                rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect();
            answers.push(texts.join(","));
        }
        answers
    }
}

async fn journey(name: &str, backends: &[Backend]) {
    let journey = Journey::new(name, backends).await;
    let all = |text: &str| vec![text.to_owned(); backends.len()];

    // From nothing.
    journey.edit(NAME);
    assert_eq!(journey.generate(&["--check"]).code, 1);
    journey.migration("create_tables_for_a_start", &["create tables for a start"]);
    journey.execute("INSERT INTO users (name) VALUES ('Ada')").await;
    journey.execute("INSERT INTO notes (user_id, body) VALUES (1, 'first')").await;

    // A rename is ambiguous, and rows live through its resolution.
    journey.edit(LABEL);
    let run = journey.generate(&[]);
    assert_eq!((run.code, run.stdout.as_str()), (3, ""), "{run:?}");
    assert!(run.stderr.contains("--rename users.name:label"), "{run:?}");
    assert!(run.stderr.contains("--drop users.name"), "{run:?}");
    let json = journey.generate(&["--format", "json"]);
    assert!(json.code == 3 && json.stdout.contains("\"--rename users.name:label\""), "{json:?}");
    // A mistyped flag is told before the ambiguity.
    for (flag, value, expected) in [
        ("--rename", "users.name:labl", "users has no column labl; new: label"),
        ("--drop", "notes.nosuch", "notes has no column nosuch"),
        ("--accept", "user", "there is no table user; there are: users"),
    ] {
        let run = journey.generate(&[flag, value]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
        let line = format!("error: {flag} {value} names nothing: {expected}");
        assert!(run.stderr.starts_with(&line), "{run:?}");
    }
    let json = journey.generate(&["--format", "json", "--drop", "users.nosuch"]);
    assert_eq!((json.code, json.stdout.as_str()), (2, ""), "{json:?}");
    let consent =
        journey.generate(&["--dry-run", "--rename", "users.name:label", "--accept", "notes"]);
    assert_eq!(consent.code, 0, "{consent:?}");
    assert!(
        consent.stderr.contains("--accept notes was not needed: nothing asks about it"),
        "{consent:?}"
    );
    journey.migration("rename_users_name_to_label", &["--rename", "users.name:label"]);
    assert_eq!(journey.ask("SELECT label FROM users").await, all("Ada"));

    // Several columns, one of them required.
    journey.edit(&format!("{LABEL}\n{MORE}"));
    let run = journey.generate(&[]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("--backfill users.seen=SQL"), "{run:?}");
    // MariaDB has no literals with an offset: verified with rows, the first alone is refused there.
    let all_but_mysql = "--backfill=users.seen='2026-01-02 03:04:05+00:00'";
    let on_mysql = "--backfill-on=mysql:users.seen='2026-01-02 03:04:05'";
    let dry = journey.generate(&["--dry-run", all_but_mysql, on_mysql]);
    assert!(dry.code == 0 && dry.stdout.contains("impl Planned for Migration"), "{dry:?}");
    let literal = "--backfill=users.seen=CURRENT_TIMESTAMP";
    journey.migration("change_users", &[literal]);
    assert_eq!(journey.ask("SELECT body FROM notes").await, all("first"));
    assert_eq!(
        journey.ask("SELECT label FROM users WHERE mood = 'low' AND seen IS NOT NULL").await,
        all("Ada")
    );

    // Nothing is dropped without consent.
    journey.edit(LABEL);
    let run = journey.generate(&[]);
    assert_eq!(run.code, 3, "{run:?}");
    for column in ["email", "mood", "seen"] {
        assert!(run.stderr.contains(&format!("--drop users.{column}")), "{run:?}");
    }
    if cfg!(target_os = "linux") {
        // On a terminal, where each of the three is asked about.
        let typed = |answers| {
            journey.workspace.run_on_a_terminal(&journey.variables(), &["generate"], answers)
        };
        let stopped = typed("1\n\n");
        assert_eq!(stopped.code, 3, "{stopped:?}");
        assert!(
            stopped.stdout.contains("1) it goes with its values (--drop users.mood)"),
            "{stopped:?}"
        );
        journey.written("change_users", || typed("1\n1\n1\n"));
    } else {
        journey.migration(
            "change_users",
            &["--drop", "users.email", "--drop", "users.mood", "--drop", "users.seen"],
        );
    }
    assert_eq!(journey.ask("SELECT body FROM notes").await, all("first"));

    // Another type, by way of a new column where PostgreSQL would write the table again.
    journey.edit(&format!("{LABEL}\n    pub visits: Option<i32>,"));
    let unused = journey.generate(&["--online"]);
    assert_eq!(unused.code, 2, "{unused:?}");
    assert!(
        unused.stderr.starts_with("error: --online resolves nothing: no column gets a type"),
        "{unused:?}"
    );
    journey.migration("add_visits_to_users", &[]);
    journey.execute("UPDATE users SET visits = 7").await;
    journey.edit(&format!(
        "{LABEL}\n    #[sea_orm(column_type = \"Decimal(Some((16, 4)))\")]\n    pub visits: Option<Decimal>,"
    ));
    journey.migration("change_visits_of_users", &["--accept", "users.visits", "--online"]);
    let migrations = journey.workspace.migrations();
    let switches = migrations
        .iter()
        .filter(|migration| migration.to_string_lossy().ends_with("_of_users_switch.rs"))
        .count();
    assert_eq!(switches, 1, "{migrations:?}");
    assert_eq!(journey.ask("SELECT label FROM users WHERE visits = 7").await, all("Ada"));
    let checked = journey.workspace.run(&journey.variables(), &["check"]);
    let trips =
        checked.stdout.lines().filter(|line| line.contains("every migration goes up and down"));
    let failed = trips.filter(|line| !line.starts_with('✓') && !line.starts_with('–'));
    assert_eq!(failed.count(), 0, "{}", checked.stdout);

    // Down to where the rows came in, and up again.
    let behind = (journey.workspace.migrations().len() - 1).to_string();
    journey.everywhere(&["down", "-n", &behind, "--yes"]);
    assert_eq!(journey.ask("SELECT name FROM users").await, all("Ada"));
    assert_eq!(journey.ask("SELECT body FROM notes").await, all("first"));
    journey.everywhere(&["up"]);
    assert_eq!(journey.ask("SELECT label FROM users").await, all("Ada"));
    journey.everywhere(&["reset", "--yes"]);
}

/// Entities in a schema of their own, in a workspace that is for PostgreSQL alone.
async fn in_a_schema() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let workspace = Workspace::new("schemas");
    let edit = |columns: &str| {
        let user = user(columns)
            .replace("table_name = \"users\"", "table_name = \"users\", schema_name = \"people\"");
        workspace.write("model/src/user.rs", &user);
    };
    workspace.write("model/src/lib.rs", "pub mod note;\npub mod user;\n");
    workspace.write("model/src/note.rs", NOTE);
    edit(NAME);
    let run = |args: &[&str]| {
        let run = workspace.run(&[("DATABASE_URL", database.url())], args);
        assert_eq!(run.code, 0, "{run:?}");
        run
    };
    let text = async |sql: &str| {
        let db = database.connect().await;
        let row = db
            .query_one_raw(Statement::from_string(Backend::Postgres.into(), sql))
            .await
            .unwrap()
            .unwrap();
        row.try_get_by_index::<String>(0).unwrap()
    };
    let refused = workspace.run(&[("DATABASE_URL", "sqlite::memory:")], &["generate"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.stderr.contains("is in the schema people, and SQLite has no schemas"),
        "{refused:?}"
    );

    run(&["generate"]);
    assert!(run(&["generate"]).stderr.contains("nothing to do"));
    run(&["up"]);
    database
        .connect()
        .await
        .execute_unprepared("INSERT INTO people.users (name) VALUES ('Ada')")
        .await
        .unwrap();
    edit(&format!("{LABEL}\n{MORE}"));
    run(&[
        "generate",
        "--rename",
        "people.users.name:label",
        "--backfill",
        "people.users.seen=now()",
    ]);
    assert!(run(&["generate"]).stderr.contains("nothing to do"));
    run(&["up"]);
    let label = "SELECT label FROM people.users WHERE mood = 'low' AND seen IS NOT NULL";
    assert_eq!(text(label).await, "Ada");
    run(&["down", "-n", "2", "--yes"]);
    assert_eq!(text("SELECT name FROM people.users").await, "Ada");
    run(&["reset", "--yes"]);
    run(&["up"]);
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn in_a_schema_of_postgres() {
    block_on(in_a_schema());
}

#[test]
fn on_sqlite() {
    block_on(journey("alone", &[Backend::Sqlite]));
}

#[test]
#[ignore = "needs PostgreSQL and MySQL or MariaDB: cargo xtask test"]
fn on_all_three_at_once() {
    block_on(journey("together", &[Backend::Sqlite, Backend::Postgres, Backend::MySql]));
}
