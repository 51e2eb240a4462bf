//! `GET /schema`: where it is on, and what a browser makes of it.

#![cfg(test)]
#![cfg(unix)]

mod browser;
mod common;

use std::path::Path;

use browser::Browser;
use common::{command, fail, start};
use migration_kit::testing::{Backend, TestDatabase};

#[tokio::test(flavor = "multi_thread")]
async fn it_is_on_for_a_developer_and_off_elsewhere() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    for (setting, address, expected) in [
        (None, "127.0.0.1:0", 200),
        (None, "0.0.0.0:0", 404),
        (Some("on"), "0.0.0.0:0", 200),
        (Some("off"), "127.0.0.1:0", 404),
    ] {
        let mut command = command(database.url());
        command.env("API_ADDR", address);
        if let Some(setting) = setting {
            command.env("API_SCHEMA_PAGE", setting);
        }
        let server = start(command);
        let port = server.address.rsplit(':').next().unwrap();
        let response = reqwest::get(format!("http://127.0.0.1:{port}/schema")).await.unwrap();
        assert_eq!(response.status().as_u16(), expected, "{setting:?} {address}");
        if expected == 200 {
            assert_eq!(response.headers()["cache-control"], "no-store");
            let policy = response.headers()["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
            let html = response.text().await.unwrap();
            assert!(html.contains("m20260105_090000_create_users"), "{html}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_setting_is_named() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let mut command = command(database.url());
    command.env("API_SCHEMA_PAGE", "maybe");
    let failure = fail(command);
    assert_eq!(failure.code, 2);
    assert!(
        failure.stderr.contains("error: API_SCHEMA_PAGE is `maybe`, neither on nor off"),
        "{}",
        failure.stderr
    );
}

/// The screenshots are in the target folder, under `schema-page`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium and axe: cargo xtask test"]
async fn a_browser_shows_it_without_a_complaint() {
    let axe = std::fs::read_to_string(browser::named("TEST_AXE")).unwrap();
    let database = TestDatabase::create(Backend::Sqlite).await;
    let server = start(command(database.url()));
    let browser = Browser::start().await;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-page");
    std::fs::create_dir_all(&folder).unwrap();
    for (width, is_dark) in [(360, false), (360, true), (1280, false), (1280, true)] {
        let case = format!("{width}-{}", if is_dark { "dark" } else { "light" });
        browser.open(&format!("http://{}/schema", server.address), width, is_dark).await;
        browser.screenshot(&folder.join(format!("{case}.png"))).await;
        let dark = browser.run("return matchMedia('(prefers-color-scheme: dark)').matches").await;
        assert_eq!(dark, is_dark, "{case}");
        let wide = browser.run("return document.documentElement.scrollWidth").await;
        assert!(
            wide.as_u64().unwrap() <= u64::from(width),
            "{case}: the page is {wide} pixels wide"
        );
        // What is folded is looked at too.
        browser
            .run("document.querySelectorAll('details').forEach(one => { one.open = true })")
            .await;
        browser.run(&axe).await;
        let violations = browser
            .run_async(
                "const done = arguments[arguments.length - 1]; \
                 axe.run().then(found => done(found.violations.map(of => ({ id: of.id, help: of.help, nodes: of.nodes.map(node => node.html) }))))",
            )
            .await;
        assert_eq!(violations, serde_json::json!([]), "{case}: {violations:#}");
        assert_eq!(browser.console().await, Vec::<String>::new(), "{case}");
    }
    browser.close().await;
}
