//! The whole history, up and down, on each backend, with rows in it.

#![cfg(test)]

mod common;

use common::catalog;
use migration::Migrator;
use migration_kit::Backend;
use migration_kit::apply::{self, Options};
use migration_kit::inside::apply::{Migrations, Session};
use migration_kit::testing::TestDatabase;
use migration_kit::{Target, on_each_backend};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseConnection, QueryResult, Statement};
use uuid::Uuid;

/// How many migrations create the tables; the rest changes them.
const CREATED: u32 = 5;

async fn session(database: &TestDatabase) -> Session {
    Session::open(&Target::parse(database.url()).unwrap(), Options::default()).await.unwrap()
}

async fn up_to_nothing_and_up_again_leaves_the_same_catalog(database: TestDatabase) {
    let (db, migrations) = (database.connect().await, Migrations::of(&Migrator).unwrap());
    let empty = catalog::read(&db).await;
    assert!(empty.is_empty(), "{empty:?}");

    let done = apply::up(&db, Migrator).await.unwrap();
    assert_eq!(done.len(), Migrator::migrations().len());
    let full = catalog::read(&db).await;
    assert!(full.len() > 50, "{full:?}");

    let mut session = session(&database).await;
    session.down(&migrations, None).await.unwrap();
    assert_eq!(catalog::read(&db).await, empty);
    session.up(&migrations, None).await.unwrap();
    assert_eq!(catalog::read(&db).await, full);
    session.close().await;
}

async fn every_migration_down_is_the_inverse_of_its_up(database: TestDatabase) {
    let (db, migrations) = (database.connect().await, Migrations::of(&Migrator).unwrap());
    let mut session = session(&database).await;
    for migration in Migrator::migrations() {
        let before = catalog::read(&db).await;
        session.up(&migrations, Some(1)).await.unwrap();
        let after = catalog::read(&db).await;
        session.down(&migrations, Some(1)).await.unwrap();
        assert_eq!(catalog::read(&db).await, before, "down of {}", migration.name());
        session.up(&migrations, Some(1)).await.unwrap();
        assert_eq!(catalog::read(&db).await, after, "second up of {}", migration.name());
    }
    session.close().await;
}

async fn rows_survive_the_history_in_both_directions(database: TestDatabase) {
    let (db, migrations) = (database.connect().await, Migrations::of(&Migrator).unwrap());
    let mut session = session(&database).await;
    session.up(&migrations, Some(CREATED)).await.unwrap();
    let ids = insert_rows(&db).await;
    let before = rows(&db).await;

    session.up(&migrations, None).await.unwrap();
    assert_eq!(rows(&db).await, before);
    assert_eq!(text(&db, "users", "name", ids.user).await, "ada");
    assert_eq!(text(&db, "access_tokens", "label", ids.token).await, "laptop");
    assert_eq!(text(&db, "providers", "endpoint", ids.provider).await, "https://models.example/v1");
    assert_eq!(text(&db, "chats", "status", ids.chat).await, "inactive");
    set_status(&db, ids.chat, "pending").await;

    session.down(&migrations, Some(Migrator::migrations().len() as u32 - CREATED)).await.unwrap();
    assert_eq!(rows(&db).await, before);
    assert_eq!(text(&db, "access_tokens", "name", ids.token).await, "laptop");
    assert_eq!(text(&db, "providers", "kind", ids.provider).await, "openai");
    assert_eq!(text(&db, "chats", "status", ids.chat).await, "active");

    session.up(&migrations, None).await.unwrap();
    assert_eq!(rows(&db).await, before);
    assert_eq!(text(&db, "users", "name", ids.user).await, "ada");
    session.close().await;
}

on_each_backend!(
    up_to_nothing_and_up_again_leaves_the_same_catalog,
    every_migration_down_is_the_inverse_of_its_up,
    rows_survive_the_history_in_both_directions,
);

struct Ids {
    user: Uuid,
    token: Uuid,
    provider: Uuid,
    chat: Uuid,
}

/// One row in each table, children of each other, by the columns of the first five migrations.
async fn insert_rows(db: &DatabaseConnection) -> Ids {
    let ids = Ids {
        user: Uuid::new_v4(),
        token: Uuid::new_v4(),
        provider: Uuid::new_v4(),
        chat: Uuid::new_v4(),
    };
    let backend = Backend::from(db.get_database_backend());
    insert(db, "users", &["id", "email"], [ids.user.into(), "ada@example.com".into()]).await;
    let hash = vec![7_u8; 32];
    let columns = ["id", "user_id", "name", "token_hash"];
    insert(
        db,
        "access_tokens",
        &columns,
        [ids.token.into(), ids.user.into(), "laptop".into(), hash.into()],
    )
    .await;
    let columns = ["id", "user_id", "name", "kind", "endpoint", "api_key_encrypted"];
    let endpoint = "https://models.example/v1".into();
    let values =
        [ids.provider.into(), ids.user.into(), "main".into(), "other".into(), endpoint, "x".into()];
    insert(db, "providers", &columns, values).await;
    let columns = ["id", "user_id", "provider_id", "title", "metadata", "status"];
    let status = enumerated(backend, "inactive", "chat_status");
    let metadata = serde_json::json!({"tags": [1, "é"]});
    let values = [
        ids.chat.into(),
        ids.user.into(),
        ids.provider.into(),
        "first".into(),
        Expr::val(metadata),
        status,
    ];
    insert(db, "chats", &columns, values).await;
    let columns = ["id", "user_id", "chat_id", "role", "content"];
    let role = enumerated(backend, "assistant", "message_role");
    let values = [Uuid::new_v4().into(), ids.user.into(), ids.chat.into(), role, "hello".into()];
    insert(db, "messages", &columns, values).await;
    ids
}

async fn insert<const N: usize>(
    db: &DatabaseConnection,
    table: &'static str,
    columns: &[&'static str],
    values: [Expr; N],
) {
    let statement = Query::insert()
        .into_table(table)
        .columns(columns.iter().copied())
        .values_panic(values)
        .take();
    db.execute(&statement).await.unwrap();
}

fn enumerated(backend: Backend, value: &'static str, name: &'static str) -> Expr {
    match backend {
        Backend::Postgres => Expr::val(value).cast_as(name),
        _ => Expr::val(value),
    }
}

async fn set_status(db: &DatabaseConnection, chat: Uuid, status: &'static str) {
    let status = enumerated(db.get_database_backend().into(), status, "chat_status");
    let update = Query::update()
        .table("chats")
        .value("status", status)
        .and_where(Expr::col("id").eq(chat))
        .take();
    db.execute(&update).await.unwrap();
}

/// Every value of every row, in the columns that no migration touches.
async fn rows(db: &DatabaseConnection) -> Vec<String> {
    let backend = Backend::from(db.get_database_backend());
    // Whatever the type is, as text.
    let shown = match backend {
        Backend::Postgres => "CAST(% AS text)",
        Backend::MySql => "hex(%)",
        _ => "quote(%)",
    };
    let mut rows = Vec::new();
    for (table, columns) in [
        ("users", &["id", "email", "created_at", "updated_at"][..]),
        (
            "access_tokens",
            &["id", "user_id", "token_hash", "expires_at", "created_at", "updated_at"],
        ),
        (
            "providers",
            &["id", "user_id", "name", "endpoint", "api_key_encrypted", "created_at", "updated_at"],
        ),
        (
            "chats",
            &["id", "user_id", "provider_id", "title", "metadata", "created_at", "updated_at"],
        ),
        (
            "messages",
            &[
                "id",
                "user_id",
                "chat_id",
                "role",
                "content",
                "metadata",
                "created_at",
                "updated_at",
            ],
        ),
    ] {
        for column in columns {
            let sql = format!("SELECT {} FROM {table} ORDER BY id", shown.replace('%', column));
            for row in db.query_all_raw(Statement::from_string(backend.into(), sql)).await.unwrap()
            {
                rows.push(format!(
                    "{table}.{column}: {:?}",
                    row.try_get_by_index::<Option<String>>(0).unwrap()
                ));
            }
        }
    }
    rows
}

async fn text(
    db: &DatabaseConnection,
    table: &'static str,
    column: &'static str,
    id: Uuid,
) -> String {
    let value = match Backend::from(db.get_database_backend()) {
        Backend::MySql => Expr::col(column).cast_as("char"),
        _ => Expr::col(column).cast_as("text"),
    };
    let select = Query::select().expr(value).from(table).and_where(Expr::col("id").eq(id)).take();
    one(db, &select).await.try_get_by_index(0).unwrap()
}

async fn one(db: &DatabaseConnection, select: &SelectStatement) -> QueryResult {
    db.query_one(select).await.unwrap().expect("a row")
}
