#![cfg(test)]

use super::Source;

/// The line on which `table` and `object` are found in a migration whose lines are those.
fn check(text: &str, table: Option<&str>, object: Option<&str>, expected: &str) {
    let source = Source::new("m.rs".to_owned(), text.to_owned());
    let line = source.location(table, object).line as usize;
    assert_eq!(text.lines().nth(line - 1).unwrap().trim(), expected, "line {line}");
}

const BUILDER: &str = r#"
//! Adds "title" to notes.
impl Planned for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table("users")
                .col(ColumnDef::new("title").string())
                .take(),
        );
        plan.add(
            Table::alter()
                .table("notes")
                .add_column(ColumnDef::new("title").string())
                .take(),
        );
        plan.add(Index::create().name("idx-notes-title").table("notes").col("title"));
    }

    fn down(&self, plan: &mut Plan) {
        plan.add(Table::alter().table("notes").drop_column("subject"));
    }
}
"#;

#[test]
fn a_builder_names_them_in_quotes() {
    check(BUILDER, Some("users"), Some("title"), r#".col(ColumnDef::new("title").string())"#);
    check(
        BUILDER,
        Some("notes"),
        Some("title"),
        r#"plan.add(Index::create().name("idx-notes-title").table("notes").col("title"));"#,
    );
    check(
        BUILDER,
        Some("notes"),
        Some("idx-notes-title"),
        r#"plan.add(Index::create().name("idx-notes-title").table("notes").col("title"));"#,
    );
    check(BUILDER, Some("app.notes"), None, r#".table("notes")"#);
    check(BUILDER, None, None, "fn up(&self, plan: &mut Plan) {");
    check(BUILDER, Some("nowhere"), Some("subject"), "fn up(&self, plan: &mut Plan) {");
}

const IDEN: &str = r#"
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table(Notes::Table)
                    .drop_column(Notes::CreatedAt)
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager).await
    }
}

#[derive(DeriveIden)]
enum Notes {
    Table,
    CreatedAt,
}
"#;

#[test]
fn an_iden_names_them_in_camel_case() {
    check(IDEN, Some("notes"), Some("created_at"), ".drop_column(Notes::CreatedAt)");
    check(IDEN, Some("notes"), None, ".table(Notes::Table)");
}

const SQL: &str = r##"
impl Planned for Migration {
    fn up(&self, plan: &mut Plan) {
        // ALTER TABLE notes DROP COLUMN title
        plan.add_sql("UPDATE users SET name = '\"'");
        plan.add_sql(
            r#"ALTER TABLE "notes"
                 ADD COLUMN subject text,
                 DROP COLUMN title"#,
        );
        set_length(plan, 10);
    }
    fn down(&self, plan: &mut Plan) {
        plan.add_sql("ALTER TABLE notes ADD COLUMN title text");
    }
}

fn set_length(plan: &mut Plan, length: u32) {
    plan.add(Table::alter().table("chats").modify_column(ColumnDef::new("topic").string_len(length)));
}
"##;

#[test]
fn sql_names_them_as_words_and_a_helper_stands_behind() {
    check(SQL, Some("notes"), Some("title"), r##"DROP COLUMN title"#,"##);
    check(SQL, Some("users"), None, r#"plan.add_sql("UPDATE users SET name = '\"'");"#);
    let helper = r#"plan.add(Table::alter().table("chats").modify_column(ColumnDef::new("topic").string_len(length)));"#;
    check(SQL, Some("chats"), Some("topic"), helper);
}
