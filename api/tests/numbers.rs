//! JSON numbers on each backend: what a POST answers is what a GET answers, and what was sent.

#![cfg(test)]
#![cfg(unix)]

mod common;

use common::Api;
use migration_kit::on_each_backend;
use migration_kit::testing::TestDatabase;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

/// The numbers where the trouble is.
const EDGES: [&str; 26] = [
    "0",
    "-0",
    "-0.0",
    "1",
    "1.0",
    "100",
    "1e2",
    "1E+2",
    "0.1",
    "0.30000000000000004",
    "5e-324",
    "-5e-324",
    "2.2250738585072014e-308",
    "1.7976931348623157e308",
    "-1.7976931348623157e308",
    "1e300",
    "1e-300",
    "1e19",
    "1e20",
    "123456789012345680000",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "1e15",
    "1.5e-7",
];

/// Any number of a double, an integer, or a decimal fraction.
fn any(random: &mut StdRng) -> String {
    match random.random_range(0..4) {
        0 => loop {
            let double = f64::from_bits(random.random());
            if double.is_finite() {
                return format!("{double:e}");
            }
        },
        1 => random.random::<i64>().to_string(),
        2 => random.random::<u64>().to_string(),
        _ => {
            format!("{}.{}", random.random_range(-999_999..999_999), random.random_range(0..99_999))
        }
    }
}

async fn numbers_come_back_as_they_were_sent(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let seed: u64 = rand::random();
    let mut random = StdRng::seed_from_u64(seed);
    let mut numbers: Vec<String> = EDGES.iter().map(|&edge| edge.to_owned()).collect();
    numbers.extend((0..400).map(|_| any(&mut random)));
    for (at, some) in numbers.chunks(50).enumerate() {
        let text = format!(r#"{{"title": "{at}", "metadata": {{"n": [{}]}}}}"#, some.join(","));
        let made = api.post_text("/v1/chats", &ada.token, text.clone()).await;
        assert_eq!(made.status, 201, "seed {seed}: {text}: {made:?}");
        let read = api.get(made.header("location"), &ada.token).await;
        assert_eq!((read.status, &read.body), (200, &made.body), "seed {seed}");
        assert_eq!(read.header("etag"), made.header("etag"), "seed {seed}");
        for (sent, got) in some.iter().zip(made.body["metadata"]["n"].as_array().unwrap()) {
            let text = got.to_string();
            assert!(
                text == *sent || got.as_f64() == sent.parse().ok(),
                "seed {seed}: {sent} came back as {got}"
            );
        }
        assert_eq!(api.get("/v1/chats?limit=100", &ada.token).await.status, 200, "seed {seed}");
    }
}

async fn a_number_that_would_change_is_refused(database: TestDatabase) {
    let api = Api::on(database.url());
    let ada = api.sign_up("ada").await;
    let kept = api.post("/v1/chats", &ada.token, json!({"title": "kept"})).await;
    for number in [
        "1e309",
        "-1e400",
        "1e-400",
        "18446744073709551617",
        "123456789012345678901234567890",
        "3.141592653589793238",
    ] {
        let text = format!(r#"{{"title": "t", "metadata": {{"a": [0, {number}]}}}}"#);
        let made = api.post_text("/v1/chats", &ada.token, text).await;
        made.refused(422, "invalid", &["metadata.a[1]"]);
    }
    let chats = api.get("/v1/chats", &ada.token).await;
    assert_eq!((chats.status, chats.rows("id").1), (200, vec![kept.text("id")]));
    assert_eq!(kept.body["metadata"], Value::Null);
}

on_each_backend!(numbers_come_back_as_they_were_sent, a_number_that_would_change_is_refused,);
