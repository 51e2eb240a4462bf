//! `/v1/users` on each backend.

#![cfg(test)]
#![cfg(unix)]

mod common;

use common::{Api, Client};
use migration_kit::on_each_backend;
use migration_kit::testing::TestDatabase;
use sea_orm_migration::prelude::ConnectionTrait as _;
use sea_orm_migration::sea_orm::Statement;
use serde_json::json;

async fn a_user_signs_up_renames_and_deletes_everything(database: TestDatabase) {
    let api = Api::on(database.url());
    let made = api.post("/v1/users", "", json!({"email": "Ada@Example.com", "name": "Ada"})).await;
    assert_eq!((made.status, made.header("cache-control")), (201, "no-store"));
    assert_eq!(made.body["email"], "ada@example.com", "capital letters make no difference");
    let (token, place) = (made.text("token"), made.header("location").to_owned());
    assert_eq!(place, format!("/v1/users/{}", made.text("id")));
    assert!(token.starts_with("mk_") && token.len() == 46, "{token}");

    let read = api.get(&place, &token).await;
    assert_eq!((read.status, read.body["token"].is_null()), (200, true), "the token is shown once");
    let renamed = api.patch(&place, &token, json!({"name": "Countess Lovelace"})).await;
    assert_eq!((renamed.status, renamed.text("name")), (200, "Countess Lovelace".to_owned()));
    assert!(renamed.text("updated_at") > made.text("updated_at"));
    assert_eq!(api.get(&place, &token).await.body, renamed.body);

    let chat = api.post("/v1/chats", &token, json!({"title": "t"})).await;
    let messages = format!("/v1/chats/{}/messages", chat.text("id"));
    assert_eq!(
        api.post(&messages, &token, json!({"role": "user", "content": "x"})).await.status,
        201
    );
    assert_eq!(api.delete(&place, &token).await.status, 204);
    api.get(&place, &token).await.refused(401, "unauthorized", &[]);
    let db = database.connect().await;
    for table in ["users", "access_tokens", "chats", "messages"] {
        let sql = format!("SELECT id FROM {table}");
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql));
        assert!(rows.await.unwrap().is_empty(), "{table}");
    }
}

async fn what_a_sign_up_refuses(database: TestDatabase) {
    let api = Api::on(database.url());
    api.sign_up("ada").await;
    let again = api.post("/v1/users", "", json!({"email": "ADA@example.com", "name": "x"})).await;
    again.refused(409, "conflict", &[]);
    for (body, fields) in [
        (json!({"name": "x"}), vec![""]),
        (json!({"email": "nobody", "name": "x"}), vec!["email"]),
        (json!({"email": "a@b.c", "name": " "}), vec!["name"]),
        (json!({"email": "a@b.c", "name": "x".repeat(256)}), vec!["name"]),
        (json!({"email": "a@b.c", "name": "a\nb"}), vec!["name"]),
        (json!({"email": "a@b.c", "name": "a\u{0}b"}), vec!["name"]),
        (json!({"email": "a@b.c", "name": 7}), vec!["name"]),
        (json!({"email": "a@b.c", "name": "x", "admin": true}), vec!["admin"]),
    ] {
        api.post("/v1/users", "", body).await.refused(422, "invalid", &fields);
    }
    // What is written in any script fits, counted in characters.
    let name = "é🦀".repeat(127);
    let made = api.post("/v1/users", "", json!({"email": "a@b.cd", "name": name})).await;
    assert_eq!((made.status, made.text("name")), (201, name));
}

/// A client that got no answer sends the sign-up again, and needs the token.
async fn a_repeated_sign_up_gives_the_same_user_and_token(database: TestDatabase) {
    let api = Api::on(database.url());
    let body = json!({"email": "ada@example.com", "name": "Ada"});
    let key = [("idempotency-key", "7b1f5a0e-9f3c-4a57-8e31-2f6f4a9b0c1d")];
    let first = api.send("POST", "/v1/users", "", &key, Some(body.clone())).await;
    let again = api.send("POST", "/v1/users", "", &key, Some(body.clone())).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, "true"));
    assert_eq!(first.body, again.body);
    let other = json!({"email": "ada@example.com", "name": "Eve"});
    let other = api.send("POST", "/v1/users", "", &key, Some(other)).await;
    other.refused(422, "invalid", &["Idempotency-Key"]);
    let key = [("idempotency-key", "00000000-0000-4000-8000-000000000000")];
    api.send("POST", "/v1/users", "", &key, Some(body.clone())).await.refused(409, "conflict", &[]);
    let short = api.send("POST", "/v1/users", "", &[("idempotency-key", "1")], Some(body)).await;
    short.refused(422, "invalid", &["Idempotency-Key"]);
}

/// A token is revoked because somebody else has it, who may have the request that made it, too.
async fn a_repeated_sign_up_gives_no_revoked_token(database: TestDatabase) {
    let api = Api::on(database.url());
    let body = json!({"email": "ada@example.com", "name": "Ada"});
    let key = [("idempotency-key", "7b1f5a0e-9f3c-4a57-8e31-2f6f4a9b0c1d")];
    let first = api.send("POST", "/v1/users", "", &key, Some(body.clone())).await.text("token");
    let row = api.get("/v1/tokens", &first).await.rows("id").1[0].clone();
    let second = api.post("/v1/tokens", &first, json!({"label": "new"})).await.text("token");
    assert_eq!(api.delete(&format!("/v1/tokens/{row}"), &second).await.status, 204);
    let again = api.send("POST", "/v1/users", "", &key, Some(body)).await;
    again.refused(410, "gone", &[]);
    assert!(!again.body.to_string().contains("mk_"), "{again:?}");
}

async fn one_sign_up_sent_several_times_makes_one_user(database: TestDatabase) {
    let api = Api::on(database.url());
    let requests: Vec<_> = (0..8)
        .map(|_| {
            let client = Client::clone(&api);
            tokio::spawn(async move {
                let key = [("idempotency-key", "7b1f5a0e-9f3c-4a57-8e31-2f6f4a9b0c1d")];
                let body = json!({"email": "ada@example.com", "name": "Ada"});
                client.send("POST", "/v1/users", "", &key, Some(body)).await
            })
        })
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    for request in requests {
        let answer = request.await.unwrap();
        assert_eq!(answer.status, 201, "{answer:?}");
        seen.insert((answer.text("id"), answer.text("token")));
    }
    assert_eq!(seen.len(), 1);
}

on_each_backend!(
    one_sign_up_sent_several_times_makes_one_user,
    a_user_signs_up_renames_and_deletes_everything,
    what_a_sign_up_refuses,
    a_repeated_sign_up_gives_the_same_user_and_token,
    a_repeated_sign_up_gives_no_revoked_token,
);
