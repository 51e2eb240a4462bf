//! `/v1/providers` on each backend.

#![cfg(test)]
#![cfg(unix)]

mod common;

use common::Api;
use migration_kit::on_each_backend;
use migration_kit::testing::TestDatabase;
use serde_json::json;

async fn a_provider_is_made_read_changed_and_deleted(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let body =
        json!({"name": "Example", "endpoint": "https://models.example.com/v1", "api_key": "sk-1"});
    let made = api.post("/v1/providers", &ada.token, body.clone()).await;
    assert_eq!((made.status, made.body["is_active"].as_bool()), (201, Some(true)));
    assert!(made.body.get("api_key").is_none() && !made.body.to_string().contains("sk-1"));
    let place = made.header("location").to_owned();
    assert_eq!(api.get(&place, &ada.token).await.body, made.body);

    api.post("/v1/providers", &ada.token, body.clone()).await.refused(409, "conflict", &[]);
    let eve = api.sign_up("eve").await;
    assert_eq!(
        api.post("/v1/providers", &eve.token, body).await.status,
        201,
        "a name is its owner's"
    );

    let change = json!({"is_active": false, "api_key": "sk-2", "name": null});
    let changed = api.patch(&place, &ada.token, change).await;
    assert_eq!((changed.status, changed.body["is_active"].as_bool()), (200, Some(false)));
    assert_eq!(changed.text("name"), "Example", "null changes nothing that cannot be empty");
    let (_, names) = api.get("/v1/providers", &ada.token).await.rows("name");
    assert_eq!(names, ["Example"]);

    let chat = api
        .post("/v1/chats", &ada.token, json!({"title": "t", "provider_id": made.text("id")}))
        .await;
    assert_eq!(chat.text("provider_id"), made.text("id"));
    assert_eq!(api.delete(&place, &ada.token).await.status, 204);
    api.get(&place, &ada.token).await.refused(404, "not-found", &[]);
    let chat = api.get(chat.header("location"), &ada.token).await;
    assert_eq!(
        (chat.status, chat.body["provider_id"].is_null()),
        (200, true),
        "a chat stays without it"
    );
}

async fn what_a_provider_refuses(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let good = json!({"name": "n", "endpoint": "https://e.example", "api_key": "k"});
    for (field, value) in [
        ("name", json!("")),
        ("endpoint", json!("models.example.com")),
        ("endpoint", json!("ftp://e.example")),
        ("endpoint", json!("https://user:pass@e.example")),
        ("endpoint", json!(format!("https://e.example/{}", "x".repeat(2048)))),
        ("api_key", json!("")),
        ("api_key", json!("with space")),
        ("api_key", json!("x".repeat(4097))),
        ("is_active", json!("yes")),
    ] {
        let mut body = good.clone();
        body[field] = value;
        let refused = api.post("/v1/providers", &ada.token, body).await;
        refused.refused(422, "invalid", &[field]);
        assert!(!refused.body.to_string().contains("pass@"), "{refused:?}");
    }
    let longest = json!({
        "name": "n".repeat(255), "endpoint": format!("https://e.example/{}", "x".repeat(2030)),
        "api_key": "k".repeat(4096)
    });
    assert_eq!(api.post("/v1/providers", &ada.token, longest).await.status, 201);
}

on_each_backend!(a_provider_is_made_read_changed_and_deleted, what_a_provider_refuses,);
