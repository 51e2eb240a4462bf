//! `/v1/chats/{chat_id}/messages` on each backend.

#![cfg(test)]
#![cfg(unix)]

mod common;

use common::Api;
use migration_kit::on_each_backend;
use migration_kit::testing::TestDatabase;
use serde_json::{Value, json};

async fn a_message_is_made_read_changed_and_deleted(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let chat = api.post("/v1/chats", &ada.token, json!({"title": "t"})).await.text("id");
    let other = api.post("/v1/chats", &ada.token, json!({"title": "other"})).await.text("id");
    let list = format!("/v1/chats/{chat}/messages");
    let mut places = Vec::new();
    for (role, content) in
        [("system", "be kind"), ("user", "hello"), ("assistant", "hi"), ("tool", "")]
    {
        let made = api.post(&list, &ada.token, json!({"role": role, "content": content})).await;
        assert_eq!((made.status, made.text("chat_id")), (201, chat.clone()));
        places.push(made.header("location").to_owned());
    }
    let (cursor, first) = api.get(&format!("{list}?limit=3"), &ada.token).await.rows("role");
    assert_eq!(first, ["system", "user", "assistant"], "oldest first");
    let rest = api.get(&format!("{list}?limit=3&cursor={}", cursor.unwrap()), &ada.token).await;
    assert_eq!(rest.rows("role"), (None, vec!["tool".to_owned()]));

    let changed =
        api.patch(&places[1], &ada.token, json!({"content": "hello!", "metadata": {"a": 1}})).await;
    assert_eq!((changed.status, changed.text("content")), (200, "hello!".to_owned()));
    assert_eq!(api.get(&places[1], &ada.token).await.body, changed.body);
    let elsewhere = places[1].replace(&chat, &other);
    api.get(&elsewhere, &ada.token).await.refused(404, "not-found", &[]);
    assert_eq!(api.delete(&places[1], &ada.token).await.status, 204);
    api.get(&places[1], &ada.token).await.refused(404, "not-found", &[]);

    // The messages of a chat come and go with it.
    assert_eq!(api.delete(&format!("/v1/chats/{chat}"), &ada.token).await.status, 204);
    api.get(&list, &ada.token).await.refused(404, "not-found", &[]);
    api.get(&places[0], &ada.token).await.refused(404, "not-found", &[]);
    let into = api.post(&list, &ada.token, json!({"role": "user", "content": "x"})).await;
    into.refused(404, "not-found", &[]);
    api.post(&format!("/v1/chats/{chat}/restore"), &ada.token, Value::Null).await;
    assert_eq!(api.get(&list, &ada.token).await.rows("id").1.len(), 3);
}

async fn what_a_message_refuses(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let chat = api.post("/v1/chats", &ada.token, json!({"title": "t"})).await.text("id");
    let list = format!("/v1/chats/{chat}/messages");
    for (body, field) in [
        (json!({"role": "king", "content": "x"}), "role"),
        (json!({"role": "user", "content": null}), "content"),
        (json!({"role": "user", "content": "x".repeat(65_536)}), "content"),
        (json!({"role": "user", "content": "a\u{0}b"}), "content"),
        (json!({"role": "user", "content": "x", "metadata": {"a": ["\u{0}"]}}), "metadata.a[0]"),
    ] {
        api.post(&list, &ada.token, body).await.refused(422, "invalid", &[field]);
    }
    let longest = "ü".repeat(32_767) + "x";
    let made = api.post(&list, &ada.token, json!({"role": "user", "content": longest})).await;
    assert_eq!((made.status, made.text("content")), (201, longest));
}

on_each_backend!(a_message_is_made_read_changed_and_deleted, what_a_message_refuses,);
