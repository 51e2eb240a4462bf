//! What is written through an entity is read back, and means the same on each backend.

#![cfg(test)]
#![cfg(feature = "cli")]

use entity::{access_token, chat, message, provider, user};
use migration::Migrator;
use migration_kit::testing::TestDatabase;
use migration_kit::{apply, on_each_backend};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::entity::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseConnection, Iterable as _, QueryOrder as _, Set};
use serde_json::json;

async fn migrated(database: &TestDatabase) -> (DatabaseConnection, user::Model) {
    let db = database.connect().await;
    apply::up(&db, Migrator).await.unwrap();
    let ada = user::ActiveModel {
        email: Set("ada@example.com".into()),
        name: Set("Ada".into()),
        ..user::ActiveModel::new()
    };
    let ada = ada.insert(&db).await.unwrap();
    (db, ada)
}

async fn every_value_is_read_back_as_it_was_written(database: TestDatabase) {
    let (db, ada) = migrated(&database).await;
    assert_eq!(user::Entity::find_by_id(ada.id).one(&db).await.unwrap().unwrap(), ada);
    assert_eq!(ada.created_at, ada.updated_at);

    let at = "2026-03-04T05:06:07.123456Z".parse().unwrap();
    let token = access_token::ActiveModel {
        user_id: Set(ada.id),
        label: Set("läptop ✓".into()),
        token_hash: Set((0..32).collect()),
        expires_at: Set(Some(at)),
        ..access_token::ActiveModel::new()
    };
    let token = token.insert(&db).await.unwrap();
    let read = access_token::Entity::find_by_id(token.id).one(&db).await.unwrap().unwrap();
    assert_eq!((read.expires_at, read.last_used_at), (Some(at), None));
    assert_eq!(read, token);

    let provider = provider::ActiveModel {
        user_id: Set(ada.id),
        name: Set("main".into()),
        endpoint: Set("e".repeat(2048)),
        api_key_encrypted: Set("k".into()),
        ..provider::ActiveModel::new()
    };
    let provider = provider.insert(&db).await.unwrap();
    assert!(provider.is_active, "the default holds");

    let chat = chat::ActiveModel {
        user_id: Set(ada.id),
        provider_id: Set(Some(provider.id)),
        title: Set("first".into()),
        metadata: Set(Some(json!({"a": [1, null, "é"], "b": {"c": 1.5}}))),
        ..chat::ActiveModel::new()
    };
    let chat = chat.insert(&db).await.unwrap();
    assert_eq!(chat.status, chat::Status::Active, "the default holds");
    assert_eq!(chat::Entity::find_by_id(chat.id).one(&db).await.unwrap().unwrap(), chat);

    for role in message::Role::iter() {
        let message = message::ActiveModel {
            user_id: Set(ada.id),
            chat_id: Set(chat.id),
            role: Set(role),
            // Longer than the 64 KB of MySQL's `text`.
            content: Set("ü".repeat(50_000)),
            ..message::ActiveModel::new()
        };
        let message = message.insert(&db).await.unwrap();
        assert_eq!(
            message::Entity::find_by_id(message.id).one(&db).await.unwrap().unwrap(),
            message
        );
    }
}

async fn times_sort_whoever_wrote_them(database: TestDatabase) {
    let (db, ada) = migrated(&database).await;
    // A row that takes the database's own default, an hour-old one of the application, and one an
    // hour ahead.
    let hour = std::time::Duration::from_secs(3600);
    let title = |title: &str, at| chat::ActiveModel {
        user_id: Set(ada.id),
        title: Set(title.into()),
        created_at: Set(at),
        ..chat::ActiveModel::new()
    };
    title("ahead", ada.created_at + hour).insert(&db).await.unwrap();
    title("old", ada.created_at - hour).insert(&db).await.unwrap();
    let insert = Query::insert()
        .into_table("chats")
        .columns(["id", "user_id", "title"])
        .values_panic([Uuid::new_v4().into(), ada.id.into(), "default".into()])
        .take();
    db.execute(&insert).await.unwrap();
    let chats = chat::Entity::find().order_by_asc(chat::Column::CreatedAt).all(&db).await.unwrap();
    let titles: Vec<&str> = chats.iter().map(|chat| chat.title.as_str()).collect();
    assert_eq!(titles, ["old", "default", "ahead"]);
    let age = (chats[1].created_at - ada.created_at).num_seconds().abs();
    assert!(age < 60, "the database's clock is in UTC: {age}");
}

async fn an_unknown_enum_value_is_refused(database: TestDatabase) {
    let (db, ada) = migrated(&database).await;
    let chat = chat::ActiveModel {
        user_id: Set(ada.id),
        title: Set("t".into()),
        ..chat::ActiveModel::new()
    };
    let chat = chat.insert(&db).await.unwrap();
    for (status, accepted) in [("pending", true), ("broken", false)] {
        let sql = format!("UPDATE chats SET status = '{status}'");
        assert_eq!(db.execute_unprepared(&sql).await.is_ok(), accepted, "{status}");
    }
    let read = chat::Entity::find_by_id(chat.id).one(&db).await.unwrap().unwrap();
    assert_eq!(read.status, chat::Status::Pending);
}

async fn rows_go_with_their_owner(database: TestDatabase) {
    let (db, ada) = migrated(&database).await;
    let provider = provider::ActiveModel {
        user_id: Set(ada.id),
        name: Set("main".into()),
        endpoint: Set("e".into()),
        api_key_encrypted: Set("k".into()),
        ..provider::ActiveModel::new()
    };
    let provider = provider.insert(&db).await.unwrap();
    let chat = chat::ActiveModel {
        user_id: Set(ada.id),
        provider_id: Set(Some(provider.id)),
        title: Set("t".into()),
        ..chat::ActiveModel::new()
    };
    let chat = chat.insert(&db).await.unwrap();

    provider.delete(&db).await.unwrap();
    let read = chat::Entity::find_by_id(chat.id).one(&db).await.unwrap().unwrap();
    assert_eq!(read.provider_id, None);
    ada.delete(&db).await.unwrap();
    assert_eq!(chat::Entity::find().count(&db).await.unwrap(), 0);
}

async fn a_second_row_of_one_name_is_refused(database: TestDatabase) {
    let (db, ada) = migrated(&database).await;
    let insert = async |name: &str| {
        let provider = provider::ActiveModel {
            user_id: Set(ada.id),
            name: Set(name.into()),
            endpoint: Set("e".into()),
            api_key_encrypted: Set("k".into()),
            ..provider::ActiveModel::new()
        };
        provider.insert(&db).await.is_ok()
    };
    assert!(insert("main").await);
    assert!(insert("other").await);
    assert!(!insert("main").await);
}

on_each_backend!(
    every_value_is_read_back_as_it_was_written,
    times_sort_whoever_wrote_them,
    an_unknown_enum_value_is_refused,
    rows_go_with_their_owner,
    a_second_row_of_one_name_is_refused,
);
