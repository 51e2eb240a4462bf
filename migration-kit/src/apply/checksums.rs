//! The checksums of migrations stay what they were: a database that has a history recorded with
//! another one would report every migration as modified. The values here were recorded by 0.1.0,
//! before the actions of a plan were values.

#![cfg(test)]

use expect_test::{Expect, expect};
use sea_orm::ConnectionTrait as _;
use sea_orm_migration::prelude::*;

use super::actions_by_version::ActionsByVersion;
use crate::Backend;
use crate::migration::{Plan, Planned, planned};
use crate::ops::{Backfill, RebuildTable, rebuild_table};

struct Data(fn(&mut Plan));

impl MigrationName for Data {
    fn name(&self) -> &str {
        "m1"
    }
}

impl Planned for Data {
    fn up(&self, plan: &mut Plan) {
        self.0(plan);
    }

    fn down(&self, _plan: &mut Plan) {}
}

fn check(migrations: Vec<Box<dyn MigrationTrait>>, backends: &[Backend], expected: Expect) {
    let last = migrations.last().map(|migration| migration.name().to_owned()).unwrap_or_default();
    let mut lines = String::new();
    for backend in backends {
        let all_actions = crate::testing::block_on(ActionsByVersion::of_all(&migrations, *backend));
        let actions = all_actions.get(&last).unwrap();
        lines += &format!("{backend:?} {}\n", actions.checksum().unwrap_or("none"));
    }
    expected.assert_eq(&lines);
}

const ALL: [Backend; 3] = [Backend::Sqlite, Backend::Postgres, Backend::MySql];

/// The new definition of a table, with signs of a text's end in every place that can hold a text.
fn notes() -> TableCreateStatement {
    Table::create()
        .table("notes")
        .col(ColumnDef::new("id").integer().not_null().primary_key().auto_increment())
        .col(ColumnDef::new("title").text().not_null().default("y; z"))
        .col(ColumnDef::new("body; goes").text().check(Expr::cust("\"body; goes\" <> 'a; b goes'")))
        .col(ColumnDef::new("kind").text().extra("/* c; d */ COLLATE NOCASE"))
        .check(Expr::cust("title <> '-- x; y takes the values of z'"))
        .take()
}

#[test]
fn a_rebuild_keeps_its_checksum() {
    let rebuild = |plan: &mut Plan| {
        let rebuild = RebuildTable::to(notes())
            .rename_column("text", "body; goes")
            .fill_column("kind", Expr::cust("'n; kind goes'"))
            .fill_column("title", Expr::col("old").max())
            .drop_column("old");
        plan.rebuild_table(rebuild);
    };
    check(
        vec![planned(Data(rebuild))],
        &ALL,
        expect![[r#"
        Sqlite 1:41454d84e5f14686181bde6b0db5db13
        Postgres 1:e3b0c44298fc1c149afbf4c8996fb924
        MySql 1:e3b0c44298fc1c149afbf4c8996fb924
    "#]],
    );
    let plain = |plan: &mut Plan| _ = plan.rebuild_table(RebuildTable::to(notes()));
    check(
        vec![planned(Data(plain))],
        &[Backend::Sqlite],
        expect![[r#"
        Sqlite 1:ec6a35df491bec779933dddc277e07d2
    "#]],
    );
}

#[test]
fn a_text_behind_a_comment_keeps_its_checksum() {
    let noted = |plan: &mut Plan| {
        plan.add_sql("-- the notes; they go\nCREATE TABLE a (id int)")
            .add_sql("-- -- twice\n-- and more\nCREATE TABLE b (id int); DROP TABLE a")
            .add_sql("  -- spaces first\nCREATE TABLE c (id int)")
            .add_sql("/* a block */ CREATE TABLE d (id int) -- the end");
    };
    check(
        vec![planned(Data(noted))],
        &ALL,
        expect![[r#"
        Sqlite 1:ce7d3575f404e5a6f797ff34c0e4dab3
        Postgres 1:ce7d3575f404e5a6f797ff34c0e4dab3
        MySql 1:ce7d3575f404e5a6f797ff34c0e4dab3
    "#]],
    );
}

#[test]
fn changes_of_tables_in_use_keep_their_checksums() {
    let online = |plan: &mut Plan| {
        plan.create_index_online(Index::create().name("by_title").table("notes").col("title"))
            .create_index_online(Index::create().unique().name("one").table("notes").col("title"))
            .drop_index_online("notes", "by_kind")
            .add_check_online("notes", "titled", "title <> 'a; b'")
            .add_constraint_online(
                "notes",
                "of_user",
                "FOREIGN KEY (user_id) REFERENCES users (id)",
            )
            .drop_check_online("notes", "kinds")
            .add_unique_online("notes", "only", ["title", "kind"])
            .build_primary_key_online("notes", "notes_pkey", ["id", "kind"])
            .set_primary_key_online("notes", "old_key", "notes_pkey", ["id", "kind"])
            .set_not_null_online("notes", "title")
            .drop_not_null_online("notes", "kind")
            .backfill(Backfill::of("notes").set("title", "none; at all").batch(10))
            .alter_online(
                Table::alter().table("notes").add_column(ColumnDef::new("more").string_len(9)),
            );
    };
    check(
        vec![planned(Data(online))],
        &ALL,
        expect![[r#"
        Sqlite 1:010be4a4d7317a5b8c8519bcb0a3c06f
        Postgres 1:e17250ef8a07268b1254c69726d631c7
        MySql 1:5056b84a74236ca03dc1fe7439ef75b0
    "#]],
    );
}

#[test]
fn rows_keep_their_checksum() {
    let rows = |plan: &mut Plan| {
        let insert =
            Query::insert().into_table("notes").columns(["id"]).values_panic([1.into()]).take();
        plan.add(&insert);
    };
    check(
        vec![planned(Data(rows))],
        &ALL,
        expect![[r#"
        Sqlite 1:9cfc683688163a240c4a52fc848c4f54
        Postgres 1:367984b036e798a89fd9f5d1a6b8cc30
        MySql 1:9cfc683688163a240c4a52fc848c4f54
    "#]],
    );
}

/// An async migration: its checksum is that of the statements that the recorder has noted.
struct Async;

impl MigrationName for Async {
    fn name(&self) -> &str {
        "m2"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Async {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for sql in [
            "CREATE TABLE notes (id integer PRIMARY KEY AUTOINCREMENT, text text, old text)",
            "CREATE INDEX by_text ON notes (id) WHERE id > 0",
            "CREATE TRIGGER watch AFTER DELETE ON notes BEGIN SELECT 1; END",
            "CREATE VIEW ids AS SELECT id FROM notes",
            "INSERT INTO notes (text) VALUES ('a')",
        ] {
            db.execute_unprepared(sql).await?;
        }
        let to = RebuildTable::to(notes()).rename_column("text", "body; goes").drop_column("old");
        rebuild_table(manager, to).await
    }
}

#[test]
fn an_async_rebuild_keeps_its_checksum() {
    check(
        vec![Box::new(Async)],
        &[Backend::Sqlite],
        expect![[r#"
        Sqlite 1:028c9694061ff7ac7b6a35121da7c73f
    "#]],
    );
}
