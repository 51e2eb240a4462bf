//! schemathesis sends the built server whatever the OpenAPI document allows, and much of what it
//! forbids, and compares the answers with the document. `cargo xtask fuzz-api` runs this, with the
//! program that it has installed.

#![cfg(test)]
#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::process::Command;

use common::{command, start};
use migration_kit::on_each_backend;
use migration_kit::testing::TestDatabase;

/// How many cases each operation gets in one round, at most. A round without any is about 1,300
/// requests already, which come from the edges of the schemas and from following ids from one
/// operation to the next.
const CASES: usize = 60;

async fn schemathesis_finds_nothing(database: TestDatabase) {
    let wanted = number("FUZZ_API_REQUESTS").unwrap_or(500);
    let seed = number("FUZZ_API_SEED").unwrap_or(1);
    let server = start(command(database.url()));
    let mut counts = BTreeMap::new();
    for round in 0.. {
        run(
            &format!("http://{}", server.address),
            seed + round,
            (wanted / 50).clamp(10, CASES),
            &mut counts,
        );
        if counts.values().sum::<usize>() >= wanted {
            break;
        }
        assert!(round < 50, "rounds without requests: {counts:?}");
    }
    for ((operation, status), count) in &counts {
        println!("{count:>6}  {status}  {operation}");
    }
    println!("{:>6}  requests", counts.values().sum::<usize>());
    check(&counts);
}

/// One round with one seed.
fn run(url: &str, seed: usize, cases: usize, counts: &mut BTreeMap<(String, u16), usize>) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz");
    let program =
        std::env::var_os("SCHEMATHESIS").expect("SCHEMATHESIS is set: cargo xtask fuzz-api");
    let work =
        std::env::temp_dir().join(format!("fuzz-api-{}-{seed}-{}", std::process::id(), url.len()));
    std::fs::create_dir_all(&work).unwrap();
    let status = Command::new(program)
        .arg(format!("--config-file={folder}/schemathesis.toml"))
        .args(["run", &format!("{url}/openapi.json"), "--no-color", "--workers=2"])
        .args([format!("--seed={seed}"), format!("--max-examples={cases}")])
        .env("FUZZ_API_URL", url)
        .env("FUZZ_API_COUNTS", work.join("counts"))
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(&work)
        .status()
        .unwrap();
    assert!(status.success(), "schemathesis says no, with the seed {seed}");
    for line in std::fs::read_to_string(work.join("counts")).unwrap().lines() {
        let [count, status, method, path] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let key = (format!("{method} {path}"), status.parse().unwrap());
        *counts.entry(key).or_default() += count.parse::<usize>().unwrap();
    }
    std::fs::remove_dir_all(&work).unwrap();
}

/// A run that reaches nothing finds nothing: every operation has to have succeeded, and nothing
/// failed on the server.
fn check(counts: &BTreeMap<(String, u16), usize>) {
    let document = Command::new(env!("CARGO_BIN_EXE_api")).arg("openapi").output().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&document.stdout).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let operation = format!("{} {path}", method.to_uppercase());
            let succeeded =
                (200..300).any(|status| counts.contains_key(&(operation.clone(), status)));
            assert!(succeeded, "{operation} never succeeded");
        }
    }
    let failed: Vec<_> = counts.keys().filter(|(_, status)| *status >= 500).collect();
    assert!(failed.is_empty(), "{failed:?}");
}

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

#[test]
#[ignore = "needs openapi-spec-validator: cargo xtask fuzz-api"]
fn other_peoples_validator_takes_the_document() {
    let program =
        std::env::var_os("OPENAPI_SPEC_VALIDATOR").expect("it is set: cargo xtask fuzz-api");
    let document = Command::new(env!("CARGO_BIN_EXE_api")).arg("openapi").output().unwrap();
    let path = std::env::temp_dir().join(format!("openapi-{}.json", std::process::id()));
    std::fs::write(&path, document.stdout).unwrap();
    let status = Command::new(program).arg("--schema=3.1").arg(&path).status().unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(status.success());
}

on_each_backend!(schemathesis_finds_nothing);
