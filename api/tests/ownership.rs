//! Nobody reaches another user's rows, by whatever route the server has.

#![cfg(test)]
#![cfg(unix)]

mod common;

use common::{Api, Client};
use migration_kit::on_each_backend;
use migration_kit::testing::TestDatabase;
use serde_json::{Value, json};

/// A row of each kind, by the name of its parameter in a path.
struct Rows {
    token: String,
    ids: Vec<(&'static str, String)>,
}

/// Every route of the document with every method, as somebody else, then as nobody.
async fn every_route_finds_nothing_of_another_user(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = rows_of(&api, "ada").await;
    let eve = rows_of(&api, "eve").await;
    let (before, own) = (everything(&api, &ada.token).await, everything(&api, &eve.token).await);
    let document = api.get("/openapi.json", "").await.body;
    let mut walked = 0;
    for (template, item) in document["paths"].as_object().unwrap() {
        let Some(rest) = template.strip_prefix("/v1/") else { continue };
        let path = fill(template, &ada);
        for (method, operation) in item.as_object().unwrap() {
            let method = method.to_uppercase();
            let body = body_for(&method, rest, &ada);
            let nobody = api.send(&method, &path, "", &[], body.clone()).await;
            if operation.get("security").is_none() {
                assert_eq!((method.as_str(), rest), ("POST", "users"), "a route without a token");
                continue;
            }
            nobody.refused(401, "unauthorized", &[]);
            let answer = api.send(&method, &path, &eve.token, &[], body).await;
            let said = answer.body.to_string();
            match (template.contains('{'), method.as_str()) {
                (true, _) => answer.refused(404, "not-found", &[]),
                (false, "GET") => assert_eq!(answer.status, 200, "{method} {path}: {answer:?}"),
                // What it names of another user is not there.
                (false, _) if rest == "chats" => answer.refused(422, "invalid", &["provider_id"]),
                (false, _) => assert_eq!(answer.status, 201, "{method} {path}: {answer:?}"),
            }
            let seen = ada.ids.iter().find(|(_, id)| said.contains(id.as_str()));
            assert!(seen.is_none(), "{method} {path} shows {seen:?}: {said}");
            walked += 1;
        }
    }
    assert!(walked >= 20, "only {walked} routes");
    assert_eq!(everything(&api, &ada.token).await, before, "nothing of hers was changed");

    // A chat of one's own with a message of another, and the other way round.
    let id = |rows: &Rows, name: &str| {
        rows.ids.iter().find(|(known, _)| *known == name).unwrap().1.clone()
    };
    for (chat, message) in [(&eve, &ada), (&ada, &eve)] {
        let path =
            format!("/v1/chats/{}/messages/{}", id(chat, "chat_id"), id(message, "message_id"));
        for method in ["GET", "PATCH", "DELETE"] {
            let body = (method == "PATCH").then(|| json!({"content": "x"}));
            api.send(method, &path, &eve.token, &[], body).await.refused(404, "not-found", &[]);
        }
    }
    let chat = format!("/v1/chats/{}", id(&eve, "chat_id"));
    let stolen =
        api.patch(&chat, &eve.token, json!({"provider_id": id(&ada, "provider_id")})).await;
    stolen.refused(422, "invalid", &["provider_id"]);
    let kept = everything(&api, &eve.token).await;
    assert_eq!(kept["chats"], own["chats"]);
    // Nor does a key that another user has used give that user's row.
    let key = [("idempotency-key", "7b1f5a0e-9f3c-4a57-8e31-2f6f4a9b0c1d")];
    let body = Some(json!({"title": "mine"}));
    let hers = api.send("POST", "/v1/chats", &ada.token, &key, body.clone()).await;
    let mine = api.send("POST", "/v1/chats", &eve.token, &key, body).await;
    assert_ne!(hers.text("id"), mine.text("id"));
}

async fn rows_of(api: &Client, name: &str) -> Rows {
    let user = api.sign_up(name).await;
    let token = user.token;
    let provider = json!({"name": name, "endpoint": "https://e.example", "api_key": "k"});
    let provider = api.post("/v1/providers", &token, provider).await.text("id");
    let chat = api
        .post("/v1/chats", &token, json!({"title": name, "provider_id": provider}))
        .await
        .text("id");
    let message = json!({"role": "user", "content": name});
    let message = api.post(&format!("/v1/chats/{chat}/messages"), &token, message).await.text("id");
    let other = api.post("/v1/tokens", &token, json!({"label": name})).await.text("id");
    let ids = vec![
        ("user_id", user.id),
        ("token_id", other),
        ("provider_id", provider),
        ("chat_id", chat),
        ("message_id", message),
    ];
    Rows { token, ids }
}

/// All that a user can read, without the times that reading moves.
async fn everything(api: &Client, token: &str) -> Value {
    let mut all = json!({});
    for list in ["tokens", "providers", "chats"] {
        let mut rows = api.get(&format!("/v1/{list}?limit=100"), token).await.body["items"].clone();
        for row in rows.as_array_mut().unwrap() {
            row["last_used_at"] = Value::Null;
        }
        all[list] = rows;
    }
    for chat in all["chats"].as_array().unwrap().clone() {
        let path = format!("/v1/chats/{}/messages", chat["id"].as_str().unwrap());
        all[&path] = api.get(&path, token).await.body;
    }
    all
}

/// The path with the rows' ids.
fn fill(template: &str, rows: &Rows) -> String {
    let path = rows
        .ids
        .iter()
        .fold(template.to_owned(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id));
    assert!(!path.contains('{'), "{path}: this test has to learn of the parameter");
    path
}

/// A body that the route takes, naming another user's rows where it can.
fn body_for(method: &str, rest: &str, rows: &Rows) -> Option<Value> {
    let provider = &rows.ids.iter().find(|(name, _)| *name == "provider_id").unwrap().1;
    let kind = rest.split('/').rfind(|part| !part.starts_with('{')).unwrap();
    match (method, kind) {
        ("GET" | "DELETE", _) | (_, "restore") => None,
        (_, "users") => Some(json!({"name": "Eve"})),
        ("POST", "tokens") => Some(json!({"label": "eve"})),
        ("POST", "providers") => {
            Some(json!({"name": "e", "endpoint": "https://e.example", "api_key": "k"}))
        }
        ("PATCH", "providers") => Some(json!({"name": "e"})),
        ("PATCH", "chats") => Some(json!({"title": "e"})),
        (_, "chats") => Some(json!({"title": "e", "provider_id": provider})),
        ("POST", "messages") => Some(json!({"role": "user", "content": "e"})),
        ("PATCH", "messages") => Some(json!({"content": "e"})),
        (method, kind) => panic!("{method} {kind}: this test has to learn of the route"),
    }
}

on_each_backend!(every_route_finds_nothing_of_another_user,);
