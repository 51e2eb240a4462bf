//! `/v1/tokens` on each backend.

#![cfg(test)]
#![cfg(unix)]

mod common;

use common::{Api, until};
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
        let refused =
            api.post("/v1/tokens", &ada.token, json!({"label": "x", "expires_at": wrong})).await;
        refused.refused(422, "invalid", &["expires_at"]);
    }
    let made = api.post("/v1/tokens", &ada.token, json!({"label": "x", "expires_at": at(2)})).await;
    let token = made.text("token");
    assert_eq!(api.get("/v1/tokens", &token).await.status, 200);
    until("it ends", async || api.get("/v1/tokens", &token).await.status != 200).await;
    let refused = api.get("/v1/tokens", &token).await;
    refused.refused(401, "unauthorized", &[]);
    assert_eq!(refused.header("www-authenticate"), "Bearer");
}

/// Whoever has a token for a time does not get one for ever.
async fn a_token_that_ends_is_not_extended(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let at = |seconds: i64| (chrono::Utc::now() + chrono::TimeDelta::seconds(seconds)).to_rfc3339();
    let lent =
        api.post("/v1/tokens", &ada.token, json!({"label": "x", "expires_at": at(600)})).await;
    let (token, end) = (lent.text("token"), lent.text("expires_at"));
    let later = api.post("/v1/tokens", &token, json!({"label": "x", "expires_at": at(900)})).await;
    later.refused(422, "invalid", &["expires_at"]);
    let child = api.post("/v1/tokens", &token, json!({"label": "x"})).await;
    assert_eq!((child.status, child.text("expires_at")), (201, end));
    let sooner = api.post("/v1/tokens", &token, json!({"label": "x", "expires_at": at(300)})).await;
    assert_eq!(sooner.status, 201);
    let own = api.post("/v1/tokens", &ada.token, json!({"label": "x"})).await;
    assert!(own.body["expires_at"].is_null(), "{own:?}");
}

async fn a_token_that_ends_deletes_no_account_unconfirmed(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let place = format!("/v1/users/{}", ada.id);
    let at = (chrono::Utc::now() + chrono::TimeDelta::hours(1)).to_rfc3339();
    let lent = api
        .post("/v1/tokens", &ada.token, json!({"label": "x", "expires_at": at}))
        .await
        .text("token");
    for path in [place.clone(), format!("{place}?confirm=eve@example.com")] {
        api.delete(&path, &lent).await.refused(422, "invalid", &["confirm"]);
    }
    let wrong = api.delete(&format!("{place}?confirm=eve@example.com"), &ada.token).await;
    wrong.refused(422, "invalid", &["confirm"]);
    assert_eq!(api.delete(&format!("{place}?confirm=ADA@example.com"), &lent).await.status, 204);
    assert_eq!(api.get(&place, &ada.token).await.status, 401);
}

async fn the_last_token_cannot_be_revoked(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let first = format!("/v1/tokens/{}", api.get("/v1/tokens", &ada.token).await.rows("id").1[0]);
    api.delete(&first, &ada.token).await.refused(409, "conflict", &[]);
    // One that ends would lock its owner out when it does.
    let at = (chrono::Utc::now() + chrono::TimeDelta::hours(1)).to_rfc3339();
    let lent = api.post("/v1/tokens", &ada.token, json!({"label": "x", "expires_at": at})).await;
    api.delete(&first, &ada.token).await.refused(409, "conflict", &[]);
    assert_eq!(api.delete(lent.header("location"), &ada.token).await.status, 204);
    let second = api.post("/v1/tokens", &ada.token, json!({"label": "x"})).await;
    assert_eq!(api.delete(&first, &ada.token).await.status, 204);
    let token = second.text("token");
    api.delete(second.header("location"), &token).await.refused(409, "conflict", &[]);

    // Of tokens that are revoked at once one stays.
    let mut tokens = vec![(second.header("location").to_owned(), token.clone())];
    for _ in 0..5 {
        let made = api.post("/v1/tokens", &token, json!({"label": "x"})).await;
        tokens.push((made.header("location").to_owned(), made.text("token")));
    }
    let revoking: Vec<_> = tokens
        .iter()
        .cloned()
        .map(|(place, token)| {
            let api = common::Client::clone(&api);
            tokio::spawn(async move { api.delete(&place, &token).await.status })
        })
        .collect();
    let mut statuses = Vec::new();
    for one in revoking {
        statuses.push(one.await.unwrap());
    }
    let left = statuses.iter().filter(|status| **status == 409).count();
    assert_eq!(
        (left, statuses.iter().filter(|status| **status == 204).count()),
        (1, 5),
        "{statuses:?}"
    );
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
    assert_eq!(api.delete(first.header("location"), &ada.token).await.status, 204);
    let body = Some(json!({"label": "laptop"}));
    let gone = api.send("POST", "/v1/tokens", &ada.token, &key, body).await;
    gone.refused(410, "gone", &[]);
    assert!(gone.body["token"].is_null(), "{gone:?}");
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let database = TestDatabase::create(migration_kit::testing::Backend::Sqlite).await;
    let api = Api::on(database.url());
    for header in ["Bearer", "Bearer ", "Bearer mk_x", "Basic YTpi", "mk_x", "Bearer \u{7f}"] {
        let Ok(value) = reqwest::header::HeaderValue::from_str(header) else { continue };
        let answer = api
            .send("GET", "/v1/chats", "", &[("authorization", value.to_str().unwrap())], None)
            .await;
        answer.refused(401, "unauthorized", &[]);
    }
}

on_each_backend!(
    a_token_is_made_listed_and_revoked,
    a_token_ends_at_its_time,
    a_token_that_ends_is_not_extended,
    a_token_that_ends_deletes_no_account_unconfirmed,
    the_last_token_cannot_be_revoked,
    a_repeated_request_shows_the_same_token,
);
