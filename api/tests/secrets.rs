//! Keys and tokens: what is stored, what is shown, and what the log says of them.

#![cfg(test)]
#![cfg(unix)]

mod common;

use std::process::{Command, Output, Stdio};

use common::{Api, command, fail, start};
use migration_kit::on_each_backend;
use migration_kit::testing::{Backend, TestDatabase};
use rustix::process::Signal;
use sea_orm_migration::prelude::ConnectionTrait as _;
use sea_orm_migration::sea_orm::{DatabaseConnection, Statement};
use serde_json::json;

/// A key that is nowhere else.
const API_KEY: &str = "sk-4f9d2c7a-never-to-be-seen";

/// 32 bytes in base64, twice, of two keys.
const OLD: &str = "b2xkIG9sZCBvbGQgb2xkIG9sZCBvbGQgb2xkIG9sZCE=";
const NEW: &str = "bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldyE=";

/// With everything logged, through a life of requests that succeed and fail.
async fn keys_and_tokens_reach_no_log_and_no_answer(database: TestDatabase) {
    let mut traced = command(database.url());
    traced.env("RUST_LOG", "trace");
    let api = Api::of(start(traced));
    let ada = api.sign_up("ada").await;
    let body = json!({"name": "p", "endpoint": "https://e.example", "api_key": API_KEY});
    let key = [("idempotency-key", "7b1f5a0e-9f3c-4a57-8e31-2f6f4a9b0c1d")];
    let provider = api.send("POST", "/v1/providers", &ada.token, &key, Some(body.clone())).await;
    let place = provider.header("location");
    let token = api.send("POST", "/v1/tokens", &ada.token, &[], Some(json!({"label": "l"}))).await;
    let mut said = vec![provider.body.to_string()];
    for (method, path, body) in [
        ("POST", "/v1/providers", Some(body)),
        ("POST", "/v1/providers", Some(json!({"name": "q", "endpoint": "x", "api_key": API_KEY}))),
        ("POST", "/v1/providers", Some(json!(API_KEY))),
        ("POST", "/v1/providers", Some(json!({"name": {API_KEY: 1}}))),
        ("PATCH", place, Some(json!({"api_key": API_KEY}))),
        ("PATCH", place, Some(json!({"is_active": API_KEY}))),
        ("GET", place, None),
        ("GET", "/v1/providers", None),
    ] {
        let answer = api.send(method, path, &ada.token, &[], body).await;
        said.push(format!("{method} {path}: {answer:?}"));
    }
    let wrong = format!("{}x", ada.token);
    said.push(format!("{:?}", api.get("/v1/chats", &wrong).await));
    let leaks: Vec<&String> = said.iter().filter(|said| said.contains(API_KEY)).collect();
    assert!(leaks.is_empty(), "{leaks:?}");

    let (_, log) = api.server_stop();
    assert!(log.contains("sqlx::query") && log.contains("/v1/providers"), "{log}");
    let master = common::MASTER_KEY.split_once(':').unwrap().1;
    for secret in [API_KEY, &ada.token, &token.text("token"), master] {
        let leaks: Vec<&str> = log.lines().filter(|line| line.contains(secret)).collect();
        assert!(leaks.is_empty(), "{leaks:?}");
    }
}

async fn what_is_stored_is_hashed_or_sealed(database: TestDatabase) {
    let keys = |keys: &str| {
        let mut command = command(database.url());
        command.env("API_MASTER_KEY", keys);
        command
    };
    let api = Api::of(start(keys(&format!("old:{OLD}"))));
    let ada = api.sign_up("ada").await;
    let db = database.connect().await;
    for name in ["a", "b", "c"] {
        let body = json!({"name": name, "endpoint": "https://e.example", "api_key": API_KEY});
        assert_eq!(api.post("/v1/providers", &ada.token, body).await.status, 201);
    }
    let key = [("idempotency-key", "7b1f5a0e-9f3c-4a57-8e31-2f6f4a9b0c1d")];
    let body = Some(json!({"label": "laptop"}));
    let made = api.send("POST", "/v1/tokens", &ada.token, &key, body.clone()).await;
    let before = sealed(&db).await;
    assert_eq!(before.len(), 4);
    for text in &before {
        assert!(text.starts_with("v1:old:") && !text.contains("sk-"), "{text}");
    }
    assert_eq!(
        before.iter().collect::<std::collections::BTreeSet<_>>().len(),
        4,
        "no nonce is used twice"
    );
    drop(api);

    // Without the old key nothing is lost, and the value is named.
    let lost = rekey(keys(&format!("new:{NEW}")));
    let said = String::from_utf8_lossy(&lost.stderr).into_owned();
    assert_eq!(lost.status.code(), Some(2), "{said}");
    assert!(
        said.contains("the key `old` is not in API_MASTER_KEY") && !said.contains(NEW),
        "{said}"
    );
    assert_eq!(sealed(&db).await, before);

    let done = rekey(keys(&format!("new:{NEW},old:{OLD}")));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert_eq!(said, "4 encrypted again under the key `new`, 0 were already\n", "{done:?}");
    assert!(sealed(&db).await.iter().all(|text| text.starts_with("v1:new:")));
    let again = rekey(keys(&format!("new:{NEW}")));
    assert_eq!(
        again.stdout, b"0 encrypted again under the key `new`, 4 were already\n",
        "{again:?}"
    );

    // A kept answer can be read with the new key alone.
    let api = Api::of(start(keys(&format!("new:{NEW}"))));
    let repeated = api.send("POST", "/v1/tokens", &ada.token, &key, body).await;
    assert_eq!((repeated.status, repeated.text("token")), (201, made.text("token")));
}

/// Two keys of one id are a mistake that is noticed before anything is written with the second one.
async fn another_key_of_the_same_id_is_refused(database: TestDatabase) {
    let keys = |keys: &str| {
        let mut command = command(database.url());
        command.env("API_MASTER_KEY", keys);
        command
    };
    let api = Api::of(start(keys(&format!("k1:{OLD}"))));
    let ada = api.sign_up("ada").await;
    let body = json!({"name": "a", "endpoint": "https://e.example", "api_key": API_KEY});
    assert_eq!(api.post("/v1/providers", &ada.token, body).await.status, 201);
    drop(api);
    let db = database.connect().await;
    let before = sealed(&db).await;
    let said = "the key `k1` of API_MASTER_KEY is not the one that this database's secrets were encrypted with";
    for wrong in [format!("k1:{NEW}"), format!("k2:{OLD},k1:{NEW}")] {
        let failure = fail(keys(&wrong));
        assert_eq!(failure.code, 2, "{}", failure.stderr);
        assert!(failure.stderr.contains(&format!("error: {said}")), "{}", failure.stderr);
        let rekeyed = rekey(keys(&wrong));
        let stderr = String::from_utf8_lossy(&rekeyed.stderr).into_owned();
        assert_eq!((rekeyed.status.code(), rekeyed.stdout.len()), (Some(2), 0), "{stderr}");
        assert!(stderr.contains(said), "{stderr}");
    }
    // Secrets that are older than the values tell it too.
    db.execute_unprepared("DELETE FROM master_keys").await.unwrap();
    assert!(fail(keys(&format!("k1:{NEW}"))).stderr.contains(said));
    assert_eq!(sealed(&db).await, before);
    drop(start(keys(&format!("k2:{NEW},k1:{OLD}"))));
    let done = rekey(keys(&format!("k2:{NEW},k1:{OLD}")));
    assert_eq!(done.stdout, b"1 encrypted again under the key `k2`, 0 were already\n", "{done:?}");
}

/// Servers that boot at once on an empty database, one of them with other bytes: those of one key
/// come up.
async fn keys_are_compared_when_servers_boot_at_once(database: TestDatabase) {
    let mut first = Vec::new();
    for key in [OLD, OLD, NEW, NEW] {
        let mut command = command(database.url());
        command.env("API_MASTER_KEY", format!("k1:{key}"));
        first.push((key, common::spawn(command)));
    }
    let mut up = std::collections::BTreeSet::new();
    for (key, mut server) in first {
        if server.comes_up() {
            up.insert(key);
        }
    }
    assert_eq!(up.len(), 1, "{up:?}");
}

fn rekey(mut command: Command) -> Output {
    command.arg("rekey").stdout(Stdio::piped()).output().unwrap()
}

async fn sealed(db: &DatabaseConnection) -> Vec<String> {
    let mut all = Vec::new();
    for sql in [
        "SELECT api_key_encrypted AS text FROM providers ORDER BY id",
        "SELECT token_encrypted AS text FROM idempotency_keys WHERE token_encrypted IS NOT NULL ORDER BY id",
    ] {
        let rows =
            db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        all.extend(rows.into_iter().map(|row| row.try_get::<String>("", "text").unwrap()));
    }
    all
}

#[tokio::test]
async fn in_development_a_key_is_made_beside_the_database() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let bare = || {
        let mut command = command(database.url());
        command.env_remove("API_MASTER_KEY");
        command
    };
    let api = Api::of(start(bare()));
    assert!(api.server.log().contains("API_MASTER_KEY is not set"), "{}", api.server.log());
    let ada = api.sign_up("ada").await;
    let key = [("idempotency-key", "7b1f5a0e-9f3c-4a57-8e31-2f6f4a9b0c1d")];
    let body = Some(json!({"label": "laptop"}));
    let made = api.send("POST", "/v1/tokens", &ada.token, &key, body.clone()).await;
    drop(api);
    let api = Api::of(start(bare()));
    let again = api.send("POST", "/v1/tokens", &ada.token, &key, body).await;
    assert_eq!(again.text("token"), made.text("token"), "the second start uses the same key");
}

#[tokio::test]
async fn a_key_is_asked_for_before_a_database_is_opened() {
    for (value, said) in [
        (None, "error: API_MASTER_KEY is not set"),
        (Some("s3cret"), "error: API_MASTER_KEY is not usable"),
        (Some("a:czNjcmV0"), "error: API_MASTER_KEY is not usable: the key `a` has not 32 bytes"),
    ] {
        let mut command = command("postgres://u@127.0.0.1:1/db");
        command.env_remove("API_MASTER_KEY").envs(value.map(|value| ("API_MASTER_KEY", value)));
        let failure = fail(command);
        assert_eq!(failure.code, 2, "{}", failure.stderr);
        assert!(
            failure.stderr.contains(said) && failure.stderr.contains("openssl rand"),
            "{}",
            failure.stderr
        );
        assert!(
            !failure.stderr.contains("s3cret") && !failure.stderr.contains("czNj"),
            "{}",
            failure.stderr
        );
    }
}

impl Api {
    /// Ends the server and gives its log.
    fn server_stop(self) -> (i32, String) {
        self.server.stop(Signal::TERM)
    }
}

#[tokio::test]
async fn a_secret_in_a_public_file_is_warned_of() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{text}\n")).unwrap();
        path
    };
    let (key, url) = (write("key", &format!("k1:{OLD}")), write("url", database.url()));
    let from_files = || {
        let mut command = command("");
        command.env_remove("DATABASE_URL").env_remove("API_MASTER_KEY");
        command.env("API_MASTER_KEY_FILE", &key).env("DATABASE_URL_FILE", &url);
        command
    };
    let server = start(from_files());
    for said in ["is not set", "is set", "default database", "set your own"] {
        assert!(!server.log().contains(said), "{}", server.log());
    }
    let file = database.url().trim_start_matches("sqlite://").trim_end_matches("?mode=rwc");
    assert!(server.log().contains(file), "{file} is the database: {}", server.log());
    drop(server);
    let mut both = from_files();
    both.env("API_MASTER_KEY", format!("k1:{OLD}"));
    let failure = fail(both);
    assert!(
        failure.stderr.contains("error: both API_MASTER_KEY and API_MASTER_KEY_FILE are set"),
        "{}",
        failure.stderr
    );
    let mut nowhere = from_files();
    nowhere.env("DATABASE_URL_FILE", folder.path().join("nowhere"));
    let failure = fail(nowhere);
    assert!(failure.stderr.contains("error: DATABASE_URL_FILE names "), "{}", failure.stderr);

    let mut public = command("postgres://app:app@127.0.0.1:1/app");
    let compose =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docker-compose.yml"))
            .unwrap();
    let key = compose.split("API_MASTER_KEY:-").nth(1).unwrap().split('}').next().unwrap();
    public.env("API_MASTER_KEY", key).env("MIGRATE_CONNECT_TIMEOUT", "0");
    let failure = fail(public);
    for said in
        ["the password in DATABASE_URL is the public one", "API_MASTER_KEY is the public key"]
    {
        assert!(failure.stderr.contains(said), "{}", failure.stderr);
    }
}

on_each_backend!(
    another_key_of_the_same_id_is_refused,
    keys_are_compared_when_servers_boot_at_once,
    keys_and_tokens_reach_no_log_and_no_answer,
    what_is_stored_is_hashed_or_sealed,
);
