//! `/v1/chats` on each backend.

#![cfg(test)]
#![cfg(unix)]

mod common;

use common::{Api, Client, command, start, until};
use migration_kit::on_each_backend;
use migration_kit::testing::TestDatabase;
use serde_json::{Value, json};

async fn a_chat_is_made_read_changed_deleted_and_restored(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let metadata = json!({"tags": ["a", "ü", "🦀"], "n": 1.5, "deep": {"er": null}});
    let made =
        api.post("/v1/chats", &ada.token, json!({"title": "Plans", "metadata": metadata})).await;
    assert_eq!((made.status, made.text("status")), (201, "active".to_owned()));
    assert_eq!(made.body["metadata"], metadata);
    let place = made.header("location").to_owned();
    let read = api.get(&place, &ada.token).await;
    assert_eq!((&read.body, read.header("etag")), (&made.body, made.header("etag")));

    let changed =
        api.patch(&place, &ada.token, json!({"status": "pending", "metadata": null})).await;
    assert_eq!((changed.status, changed.text("status")), (200, "pending".to_owned()));
    assert_eq!(
        (changed.text("title"), &changed.body["metadata"]),
        ("Plans".to_owned(), &Value::Null)
    );

    assert_eq!(api.delete(&place, &ada.token).await.status, 204);
    api.get(&place, &ada.token).await.refused(404, "not-found", &[]);
    api.patch(&place, &ada.token, json!({"title": "x"})).await.refused(404, "not-found", &[]);
    api.delete(&place, &ada.token).await.refused(404, "not-found", &[]);
    assert!(api.get("/v1/chats", &ada.token).await.rows("id").1.is_empty());
    assert_eq!(api.get("/v1/chats?deleted=true", &ada.token).await.rows("id").1, [made.text("id")]);
    let restored = api.post(&format!("{place}/restore"), &ada.token, Value::Null).await;
    assert_eq!((restored.status, restored.body["deleted_at"].is_null()), (200, true));
    assert_eq!(api.get(&place, &ada.token).await.body, restored.body);
}

async fn a_list_is_filtered_and_read_page_after_page(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let provider = json!({"name": "p", "endpoint": "https://e.example", "api_key": "k"});
    let provider = api.post("/v1/providers", &ada.token, provider).await.text("id");
    let chat = async |title: &str, body: Value| {
        let mut body = body;
        body["title"] = title.into();
        api.post("/v1/chats", &ada.token, body).await
    };
    for title in ["a", "b", "c", "d", "e"] {
        assert_eq!(chat(title, json!({})).await.status, 201);
    }
    chat("f", json!({"status": "inactive", "provider_id": provider})).await;
    let titles =
        async |query: &str| api.get(&format!("/v1/chats{query}"), &ada.token).await.rows("title");
    assert_eq!(titles("").await.1.concat(), "fedcba", "newest first");
    assert_eq!(titles("?status=inactive").await.1, ["f"]);
    assert_eq!(titles("?status=active&limit=2").await.1.concat(), "ed");
    assert_eq!(titles(&format!("?provider={provider}")).await.1, ["f"]);
    assert_eq!(titles("?provider=00000000-0000-4000-8000-000000000000").await.1.len(), 0);

    // A chat that is made while somebody reads moves none of the others.
    let (cursor, first) = titles("?limit=4").await;
    chat("g", json!({})).await;
    let (end, rest) = titles(&format!("?limit=4&cursor={}", cursor.unwrap())).await;
    assert_eq!((first.concat() + &rest.concat(), end), ("fedcba".to_owned(), None));
    assert_eq!(titles("?limit=7").await.0, None, "a last page that is full has none behind it");

    for (query, field) in [
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?limit=many", "limit"),
        ("?cursor=x", "cursor"),
        ("?status=lost", "status"),
        ("?provider=x", "provider"),
        ("?deleted=maybe", "deleted"),
    ] {
        let refused = api.get(&format!("/v1/chats{query}"), &ada.token).await;
        refused.refused(422, "invalid", &[field]);
    }
}

async fn an_older_version_is_not_changed(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let made = api.post("/v1/chats", &ada.token, json!({"title": "one"})).await;
    let (place, first) = (made.header("location"), made.header("etag"));
    let change = async |tag: &str, title: &str| {
        let headers = [("if-match", tag)];
        api.send("PATCH", place, &ada.token, &headers, Some(json!({"title": title}))).await
    };
    let second = change(first, "two").await;
    assert_eq!(second.status, 200);
    change(first, "three").await.refused(412, "precondition-failed", &[]);
    assert_eq!(change("*", "four").await.status, 200);
    let stale = [("if-match", second.header("etag"))];
    let refused = api.send("DELETE", place, &ada.token, &stale, None).await;
    refused.refused(412, "precondition-failed", &[]);

    let now = api.get(place, &ada.token).await;
    assert_eq!(now.text("title"), "four");
    let known = [("if-none-match", now.header("etag"))];
    let same = api.send("GET", place, &ada.token, &known, None).await;
    assert_eq!(
        (same.status, &same.body, same.header("etag")),
        (304, &Value::Null, now.header("etag"))
    );
}

/// Of many changes of one version at once, one counts.
async fn one_of_many_changes_at_once_counts(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let made = api.post("/v1/chats", &ada.token, json!({"title": "one"})).await;
    let (place, tag) = (made.header("location").to_owned(), made.header("etag").to_owned());
    let changes: Vec<_> = (0..16)
        .map(|number| {
            let (api, place, tag, token) =
                (Client::clone(&api), place.clone(), tag.clone(), ada.token.clone());
            tokio::spawn(async move {
                let body = json!({"title": format!("{number}")});
                api.send("PATCH", &place, &token, &[("if-match", &tag)], Some(body)).await.status
            })
        })
        .collect();
    let mut counted = [0, 0];
    for change in changes {
        match change.await.unwrap() {
            200 => counted[0] += 1,
            412 => counted[1] += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!(counted, [1, 15]);
}

/// A client that got no answer sends the request again, also at the same time.
async fn a_chat_is_made_once_under_one_key(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let requests: Vec<_> = (0..8)
        .map(|_| {
            let (api, token) = (Client::clone(&api), ada.token.clone());
            tokio::spawn(async move {
                let key = [("idempotency-key", "\"0c9f3b62-5d5e-4f3a-9d55-7f1f8f0f2a11\"")];
                api.send("POST", "/v1/chats", &token, &key, Some(json!({"title": "once"}))).await
            })
        })
        .collect();
    let mut ids = std::collections::BTreeSet::new();
    let mut replayed = 0;
    for request in requests {
        let answer = request.await.unwrap();
        assert_eq!(answer.status, 201, "{answer:?}");
        ids.insert(answer.text("id"));
        replayed += usize::from(answer.header("idempotency-replayed") == "true");
    }
    assert_eq!((ids.len(), replayed), (1, 7));
    assert_eq!(api.get("/v1/chats", &ada.token).await.rows("id").1.len(), 1);
    let key = [("idempotency-key", "0c9f3b62-5d5e-4f3a-9d55-7f1f8f0f2a11")];
    let other =
        api.send("POST", "/v1/chats", &ada.token, &key, Some(json!({"title": "twice"}))).await;
    other.refused(422, "invalid", &["Idempotency-Key"]);
}

/// A request that is repeated after its chat was deleted must not look as if the chat were there.
async fn a_repeated_request_says_what_was_deleted(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let key = |number: u8| format!("0c9f3b62-5d5e-4f3a-9d55-7f1f8f0f2a{number:02}");
    let send = async |path: &str, number: u8, body: &Value| {
        let key = key(number);
        api.send("POST", path, &ada.token, &[("idempotency-key", &key)], Some(body.clone())).await
    };
    let (chat, said) = (json!({"title": "t"}), json!({"role": "user", "content": "x"}));
    let made = send("/v1/chats", 1, &chat).await;
    let messages = format!("{}/messages", made.header("location"));
    let (kept, deleted) = (send(&messages, 2, &said).await, send(&messages, 3, &said).await);
    assert_eq!((kept.status, deleted.status), (201, 201));
    assert_eq!(api.delete(deleted.header("location"), &ada.token).await.status, 204);
    send(&messages, 3, &said).await.refused(410, "gone", &[]);
    assert_eq!(send(&messages, 2, &said).await.text("id"), kept.text("id"));
    assert_eq!(api.delete(made.header("location"), &ada.token).await.status, 204);
    send("/v1/chats", 1, &chat).await.refused(410, "gone", &[]);
    send(&messages, 2, &said).await.refused(410, "gone", &[]);
    let provider = json!({"name": "p", "endpoint": "https://e.example", "api_key": "k"});
    let made = send("/v1/providers", 4, &provider).await;
    assert_eq!(api.delete(made.header("location"), &ada.token).await.status, 204);
    send("/v1/providers", 4, &provider).await.refused(410, "gone", &[]);
    assert!(api.get("/v1/chats", &ada.token).await.rows("id").1.is_empty());
}

async fn a_deleted_chat_is_purged_after_its_time(database: TestDatabase) {
    let mut command = command(database.url());
    command.env("API_PURGE_AFTER", "1");
    let api = Api::of(start(command));
    let ada = api.sign_up("ada").await;
    let kept = api.post("/v1/chats", &ada.token, json!({"title": "kept"})).await.text("id");
    let made = api.post("/v1/chats", &ada.token, json!({"title": "t"})).await;
    let place = made.header("location");
    let message = json!({"role": "user", "content": "x"});
    assert_eq!(api.post(&format!("{place}/messages"), &ada.token, message).await.status, 201);
    assert_eq!(api.delete(place, &ada.token).await.status, 204);
    let deleted = async || api.get("/v1/chats?deleted=true", &ada.token).await.rows("id").1;
    until("it is purged", async || deleted().await.is_empty()).await;
    let restored = api.post(&format!("{place}/restore"), &ada.token, Value::Null).await;
    restored.refused(404, "not-found", &[]);
    assert_eq!(api.get("/v1/chats", &ada.token).await.rows("id").1, [kept]);
}

async fn what_a_chat_refuses(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let nested = (0..20).fold(json!({}), |inner, _| json!({"a": inner}));
    let large = json!({"text": "x".repeat(70_000)});
    for (field, value) in [
        ("title", json!(null)),
        ("status", json!("lost")),
        ("provider_id", json!("00000000-0000-4000-8000-000000000000")),
        ("provider_id", json!(1)),
        ("metadata", json!([1])),
        ("metadata", large),
    ] {
        let mut body = json!({"title": "t"});
        body[field] = value;
        api.post("/v1/chats", &ada.token, body).await.refused(422, "invalid", &[field]);
    }
    let deep = api.post("/v1/chats", &ada.token, json!({"title": "t", "metadata": nested})).await;
    assert_eq!(
        (deep.status, deep.body["errors"][0]["message"].as_str()),
        (422, Some("is nested deeper than 16 levels"))
    );
    let largest = json!({"title": "t".repeat(255), "metadata": {"text": "ü".repeat(30_000)}});
    assert_eq!(api.post("/v1/chats", &ada.token, largest).await.status, 201);
}

on_each_backend!(
    a_chat_is_made_read_changed_deleted_and_restored,
    a_list_is_filtered_and_read_page_after_page,
    an_older_version_is_not_changed,
    one_of_many_changes_at_once_counts,
    a_chat_is_made_once_under_one_key,
    a_repeated_request_says_what_was_deleted,
    a_deleted_chat_is_purged_after_its_time,
    what_a_chat_refuses,
);
