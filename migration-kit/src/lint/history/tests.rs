#![cfg(test)]

use sea_orm_migration::prelude::*;
use std::path::Path;

use super::{Review, review};
use crate::Backend;
use crate::lint;
use crate::migration::{Plan, Planned, planned};
use crate::ops::RebuildTable;

struct Of(&'static str, fn(&mut Plan), fn(&mut Plan));

impl MigrationName for Of {
    fn name(&self) -> &str {
        self.0
    }
}

impl Planned for Of {
    fn up(&self, plan: &mut Plan) {
        self.1(plan);
    }

    fn down(&self, plan: &mut Plan) {
        self.2(plan);
    }
}

fn create(plan: &mut Plan) {
    plan.add_sql("CREATE TABLE notes (id bigint PRIMARY KEY, title varchar(100))");
}

fn told(migrations: &[Box<dyn MigrationTrait>], backends: &[Backend]) -> Vec<String> {
    let findings = crate::testing::block_on(lint::history(migrations, backends, None)).unwrap();
    let told = findings.iter().map(|of| {
        format!(
            "{} {} [{}]",
            of.version.as_deref().unwrap_or_default(),
            of.rule,
            of.backends.join(" ")
        )
    });
    told.collect()
}

#[test]
fn a_panic_leaves_the_others_reviewed() {
    let drop = |plan: &mut Plan| _ = plan.add_sql("DROP TABLE notes");
    let migrations = [
        planned(Of("m1", create, drop)),
        planned(Of("m2", |_| panic!("not yet"), |_| {})),
        planned(Of("m3", drop, create)),
    ];
    let all = [Backend::Postgres, Backend::MySql, Backend::Sqlite];
    assert_eq!(
        told(&migrations, &all),
        [
            "m2 migration-panics [PostgreSQL MySQL SQLite]",
            "m3 destructive-down [PostgreSQL MySQL SQLite]",
            "m3 drop-table [PostgreSQL MySQL SQLite]"
        ]
    );
}

/// An error that speaks of a panic is none.
#[test]
fn a_panic_is_known_by_its_value() {
    struct Fails;
    impl MigrationName for Fails {
        fn name(&self) -> &str {
            "m1"
        }
    }
    #[async_trait::async_trait]
    impl MigrationTrait for Fails {
        async fn up(&self, _: &SchemaManager) -> Result<(), DbErr> {
            Err(DbErr::Custom("before us the migration panicked: so we stop".to_owned()))
        }
    }
    let migrations: [Box<dyn MigrationTrait>; 1] = [Box::new(Fails)];
    assert_eq!(told(&migrations, &[Backend::Postgres]), ["m1 not-recorded [PostgreSQL]"]);
}

/// A migration of one statement each way.
struct Sql(&'static str, &'static str, &'static str);

impl MigrationName for Sql {
    fn name(&self) -> &str {
        self.0
    }
}

impl Planned for Sql {
    fn up(&self, plan: &mut Plan) {
        plan.add_sql(self.1);
    }

    fn down(&self, plan: &mut Plan) {
        plan.add_sql(self.2);
    }
}

/// Found by random pairs: a check of whose text a column's name is a word stays when that column
/// goes, and a quote in a text does not end it.
#[test]
fn a_check_with_a_name_in_a_text_stays() {
    for create in [
        "CREATE TABLE days (id bigint PRIMARY KEY, m varchar(9), CHECK (m IN ('a\\b')))",
        "CREATE TABLE days (id bigint PRIMARY KEY, m varchar(9), CHECK (m <> 'it''s a day'))",
        "CREATE TABLE days (id bigint PRIMARY KEY, m varchar(9) CHECK (m IN ('x', 'a')))",
    ] {
        let [add, drop] =
            ["ALTER TABLE days ADD COLUMN a integer", "ALTER TABLE days DROP COLUMN a"];
        let migrations =
            [planned(Sql("m1", create, "DROP TABLE days")), planned(Sql("m2", add, drop))];
        let told = told(&migrations, &[Backend::Sqlite, Backend::Postgres, Backend::MySql]);
        assert!(!told.iter().any(|one| one.contains("down-not-inverse")), "{create}: {told:?}");
    }
}

/// A database gives a check the column's new name, and PostgreSQL drops it with the column.
#[test]
fn a_check_follows_the_name_of_its_column() {
    let create = "CREATE TABLE notes (id bigint PRIMARY KEY, a int CHECK (a <> 1))";
    let [there, back] =
        ["ALTER TABLE notes RENAME COLUMN a TO b", "ALTER TABLE notes RENAME COLUMN b TO a"];
    let [drop, add] = ["ALTER TABLE notes DROP COLUMN b", "ALTER TABLE notes ADD COLUMN b int"];
    let migrations = [
        planned(Sql("m1", create, "DROP TABLE notes")),
        planned(Sql("m2", there, back)),
        planned(Sql("m3", drop, add)),
    ];
    let told = told(&migrations, &[Backend::Postgres]);
    let inverse: Vec<&String> =
        told.iter().filter(|one| one.contains("down-not-inverse")).collect();
    assert_eq!(inverse, ["m3 down-not-inverse [PostgreSQL]"], "{told:?}");
}

#[test]
fn a_failing_down_leaves_the_next_its_ground() {
    let migrations = [
        planned(Of("m1", create, |_| panic!("there is no way back"))),
        planned(Of(
            "m2",
            |plan| _ = plan.add_sql("ALTER TABLE notes DROP COLUMN title"),
            |plan| _ = plan.add_sql("ALTER TABLE notes ADD COLUMN title varchar(100)"),
        )),
    ];
    let expected = [
        "m1 irreversible-down [SQLite]",
        "m2 destructive-down [SQLite]",
        "m2 drop-column [SQLite]",
    ];
    assert_eq!(told(&migrations, &[Backend::Sqlite]), expected);
}

#[test]
fn an_enum_value_comes_back_to_its_place() {
    let create =
        |plan: &mut Plan| _ = plan.add_sql("CREATE TYPE mood AS ENUM ('low', 'mid', 'high')");
    let switch = |plan: &mut Plan| {
        plan.add_sql("ALTER TYPE mood RENAME TO mood_old");
        plan.add_sql("CREATE TYPE mood AS ENUM ('low', 'high')");
        plan.add_sql("DROP TYPE mood_old");
    };
    let down = |value: &'static str| {
        let migrations = [
            planned(Of("m1", create, |plan| _ = plan.add_sql("DROP TYPE mood"))),
            planned(Of(
                "m2",
                switch,
                if value == "BEFORE" {
                    |plan| _ = plan.add_sql("ALTER TYPE mood ADD VALUE 'mid' BEFORE 'high'")
                } else {
                    |plan| _ = plan.add_sql("ALTER TYPE mood ADD VALUE 'mid'")
                },
            )),
        ];
        told(&migrations, &[Backend::Postgres])
    };
    assert_eq!(down("BEFORE"), [""; 0]);
    assert_eq!(down("at the end"), ["m2 down-not-inverse [PostgreSQL]"]);
}

#[test]
fn only_the_chosen_migrations_are_looked_at() {
    let drop = |plan: &mut Plan| _ = plan.add_sql("DROP TABLE notes");
    let migrations = [planned(Of("m1", create, drop)), planned(Of("m2", drop, create))];
    let (chosen, out_of_order) = (|version: &str| version == "m2", |_: &str| false);
    let asked = Review {
        migrations: &migrations,
        backend: Backend::Postgres,
        chosen: &chosen,
        out_of_order: &out_of_order,
        manifest_dir: None,
    };
    let reviewed = crate::testing::block_on(review(&asked)).unwrap();
    assert_eq!(reviewed.len(), 1);
    assert_eq!(
        (reviewed[0].version.as_str(), reviewed[0].tables.as_slice()),
        ("m2", &["notes".to_owned()][..])
    );
    assert_eq!(reviewed[0].statements, [("DROP TABLE notes".to_owned(), true)]);
}

/// Signs that end a statement or a sentence, wherever a definition can hold a text, silence
/// nothing.
#[test]
fn a_text_in_a_rebuild_silences_no_rule() {
    let base = || {
        Table::create()
            .table("notes")
            .col(ColumnDef::new("id").big_integer().not_null().primary_key())
            .col(ColumnDef::new("title").string_len(100))
            .take()
    };
    let column = |name: &'static str| ColumnDef::new(name).string_len(9).take();
    let definitions: [(&str, TableCreateStatement); 7] = [
        ("nothing", base()),
        ("a default", base().col(column("a").default("y; title goes")).take()),
        ("a check of a column", base().col(column("a").check(Expr::cust("a <> 'x; y'"))).take()),
        (
            "a check of the table",
            base().check(Expr::cust("title <> '; title takes the values of y'")).take(),
        ),
        ("a comment", base().col(column("a").extra("/* b; c */ -- d; e\n")).take()),
        ("a name", base().col(column("x; title goes")).take()),
        (
            "a generated column",
            base().col(column("a").generated(Expr::cust("title || '; '"), true)).take(),
        ),
    ];
    for (what, definition) in definitions {
        struct Unique(TableCreateStatement);
        impl MigrationName for Unique {
            fn name(&self) -> &str {
                "m2"
            }
        }
        impl Planned for Unique {
            fn up(&self, plan: &mut Plan) {
                let unique = Index::create().unique().name("titles").col("title").take();
                let to = self.0.clone().index(&mut unique.clone()).take();
                plan.rebuild_table(RebuildTable::to(to));
            }
            fn down(&self, _: &mut Plan) {}
        }
        let migrations = [planned(Of("m1", create, |_| {})), planned(Unique(definition))];
        let told = told(&migrations, &[Backend::Sqlite]);
        let expected = "m2 unique-on-existing-rows [SQLite]".to_owned();
        assert!(told.contains(&expected), "{what}: {told:?}");
        assert!(!told.iter().any(|told| told.contains("drop-column")), "{what}: {told:?}");
    }
}

/// A rebuild gives a new column its value by a default or by what fills it, or rows refuse it.
#[test]
fn a_rebuild_says_where_values_come_from() {
    fn to(column: &mut ColumnDef) -> RebuildTable {
        let base = Table::create()
            .table("notes")
            .col(ColumnDef::new("id").big_integer().primary_key())
            .take();
        RebuildTable::to(
            base.to_owned().col(ColumnDef::new("title").string_len(100)).col(column.take()).take(),
        )
    }
    let new =
        |plan: &mut Plan| _ = plan.rebuild_table(to(ColumnDef::new("kind").text().not_null()));
    let filled = |plan: &mut Plan| {
        plan.rebuild_table(to(ColumnDef::new("kind").text().not_null()).fill_column("kind", "x"));
    };
    let default = |plan: &mut Plan| {
        _ = plan.rebuild_table(to(ColumnDef::new("kind").text().not_null().default("; ")))
    };
    let check = |up: fn(&mut Plan), expected: bool| {
        let migrations = [planned(Of("m1", create, |_| {})), planned(Of("m2", up, |_| {}))];
        let told = told(&migrations, &[Backend::Sqlite]);
        let rule = "m2 not-null-without-default [SQLite]".to_owned();
        assert_eq!(told.contains(&rule), expected, "{told:?}");
    };
    check(new, true);
    check(filled, false);
    check(default, false);
}

/// What is reviewed is what SQLite is sent, with the settings that it takes.
#[test]
fn a_rebuild_is_reviewed_as_its_statements() {
    let rebuild = |plan: &mut Plan| {
        let table = Table::create()
            .table("notes")
            .col(ColumnDef::new("id").big_integer().not_null().primary_key())
            .col(ColumnDef::new("name").string_len(100).not_null().default("y; z"))
            .take();
        plan.rebuild_table(RebuildTable::to(table).rename_column("title", "name"));
    };
    let migrations = [planned(Of("m1", create, |_| {})), planned(Of("m2", rebuild, |_| {}))];
    let asked = Review {
        migrations: &migrations,
        backend: Backend::Sqlite,
        chosen: &|version| version == "m2",
        out_of_order: &|_| false,
        manifest_dir: None,
    };
    let reviewed = crate::testing::block_on(review(&asked)).unwrap().remove(0);
    let sql: Vec<&str> = reviewed.statements.iter().map(|(sql, _)| sql.as_str()).collect();
    assert_eq!(sql[..2], ["PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE"]);
    assert_eq!(sql[4..], ["COMMIT", "PRAGMA foreign_keys = ON"]);
    assert!(sql[3].ends_with("PRAGMA foreign_key_check"), "{sql:?}");
    let copy = r#"INSERT INTO "notes__rebuild" ("id", "name") SELECT "id", "title" FROM "notes""#;
    assert!(sql[2].contains(copy), "{sql:?}");
    // A finding says which of them it is about.
    let renamed = reviewed.findings.iter().find(|of| of.rule == "rename-column").unwrap();
    assert_eq!(renamed.statement, Some(2));
}

/// No time is promised, so none is asserted: run it alone with `--nocapture` for the figures.
#[test]
fn a_long_history_is_reviewed() {
    struct Nth(String);
    impl MigrationName for Nth {
        fn name(&self) -> &str {
            &self.0
        }
    }
    impl Planned for Nth {
        fn up(&self, plan: &mut Plan) {
            let table = self.0.clone();
            let column = |name: &'static str| ColumnDef::new(name).string_len(100).take();
            let mut create = Table::create();
            create.table(table.clone()).col(ColumnDef::new("id").big_integer().primary_key());
            for name in ["a", "b", "c", "d", "e", "f"] {
                create.col(column(name));
            }
            plan.add(&create);
            plan.add(Index::create().name(format!("idx-{table}")).table(table).col("a"));
        }
        fn down(&self, plan: &mut Plan) {
            plan.add(Table::drop().table(self.0.clone()));
        }
    }
    let migrations: Vec<_> = (0..500).map(|at| planned(Nth(format!("t{at:03}")))).collect();
    for backend in [Backend::MySql, Backend::Postgres, Backend::Sqlite] {
        let began = std::time::Instant::now();
        let told = told(&migrations, &[backend]);
        println!("500 migrations on {backend:?}: {:?}", began.elapsed());
        assert_eq!(told, [""; 0]);
    }
}

/// By their names alone the two statements are the same.
const TWICE: u32 = line!() + 2;
fn twice(plan: &mut Plan) {
    plan.add_sql("ALTER TABLE notes ALTER COLUMN title TYPE varchar(20)")
        .add(Table::alter().table("notes").modify_column(ColumnDef::new("title").string_len(10)));
    plan.on(&[Backend::Postgres.into()], |plan| {
        plan.add_sql("ALTER TABLE notes ALTER COLUMN title TYPE varchar(5)");
    });
}

#[test]
fn a_finding_is_at_the_line_of_its_statement() {
    // What stands for the migration's own file is this one.
    let migrations =
        [planned(Of("m1", create, |_| {})), planned(Of("lint/history/tests", twice, |_| {}))];
    let asked = Review {
        migrations: &migrations,
        backend: Backend::Postgres,
        chosen: &|_| true,
        out_of_order: &|_| false,
        manifest_dir: Some(Path::new(env!("CARGO_MANIFEST_DIR"))),
    };
    let findings = crate::testing::block_on(review(&asked)).unwrap().remove(1).findings;
    let mut places: Vec<(usize, u32)> = findings
        .iter()
        .filter_map(|of| Some((of.statement?, of.location.as_ref()?.line - TWICE)))
        .collect();
    places.dedup();
    assert_eq!(places, [(0, 0), (1, 1), (2, 3)]);
}
