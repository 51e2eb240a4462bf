//! `/v1/tokens` on each backend.

#![cfg(test)]
#![cfg(unix)]

mod common;

use common::Api;
use migration_kit::on_each_backend;
use migration_kit::testing::TestDatabase;
use serde_json::json;

async fn a_token_is_made_listed_and_revoked(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let made = api.post("/v1/tokens", &ada.token, json!({"label": "laptop"})).await;
    assert_eq!((made.status, made.header("cache-control")), (201, "no-store"));
    let (second, place) = (made.text("token"), made.header("location").to_owned());
    let read = api.get(&place, &second).await;
    assert_eq!((read.status, read.text("label")), (200, "laptop".to_owned()));
    assert!(!read.body.to_string().contains(&second[3..]) && read.body.get("token").is_none());
    assert!(read.body["last_used_at"].is_string(), "{read:?}");

    let (_, labels) = api.get("/v1/tokens", &ada.token).await.rows("label");
    assert_eq!(labels, ["sign-up", "laptop"]);
    assert_eq!(api.delete(&place, &ada.token).await.status, 204);
    api.get("/v1/chats", &second).await.refused(401, "unauthorized", &[]);
    assert_eq!(api.get("/v1/chats", &ada.token).await.status, 200);
    api.delete(&place, &ada.token).await.refused(404, "not-found", &[]);
}

async fn a_token_ends_at_its_time(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let at = |seconds: i64| (chrono::Utc::now() + chrono::TimeDelta::seconds(seconds)).to_rfc3339();
    for wrong in [at(-1), at(11 * 366 * 24 * 3600)] {
        let refused = api.post("/v1/tokens", &ada.token, json!({"label": "x", "expires_at": wrong})).await;
        refused.refused(422, "invalid", &["expires_at"]);
    }
    let made = api.post("/v1/tokens", &ada.token, json!({"label": "x", "expires_at": at(2)})).await;
    let token = made.text("token");
    assert_eq!(api.get("/v1/tokens", &token).await.status, 200);
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    let refused = api.get("/v1/tokens", &token).await;
    refused.refused(401, "unauthorized", &[]);
    assert_eq!(refused.header("www-authenticate"), "Bearer");
}

async fn a_repeated_request_shows_the_same_token(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let key = [("idempotency-key", "7b1f5a0e-9f3c-4a57-8e31-2f6f4a9b0c1d")];
    let body = Some(json!({"label": "laptop"}));
    let first = api.send("POST", "/v1/tokens", &ada.token, &key, body.clone()).await;
    let again = api.send("POST", "/v1/tokens", &ada.token, &key, body).await;
    assert_eq!((first.text("token"), again.status), (again.text("token"), 201));
    assert_eq!(api.get("/v1/tokens", &again.text("token")).await.rows("id").1.len(), 2);
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let database = TestDatabase::create(migration_kit::testing::DbBackend::Sqlite).await;
    let api = Api::on(database.url());
    for header in ["Bearer", "Bearer ", "Bearer mk_x", "Basic YTpi", "mk_x", "Bearer \u{7f}"] {
        let Ok(value) = reqwest::header::HeaderValue::from_str(header) else { continue };
        let answer =
            api.send("GET", "/v1/chats", "", &[("authorization", value.to_str().unwrap())], None).await;
        answer.refused(401, "unauthorized", &[]);
    }
}

on_each_backend!(
    a_token_is_made_listed_and_revoked,
    a_token_ends_at_its_time,
    a_repeated_request_shows_the_same_token,
);
