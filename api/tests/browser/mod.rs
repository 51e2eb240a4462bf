//! A headless Chromium behind its driver, by the W3C protocol
//! (<https://www.w3.org/TR/webdriver2/>), which is HTTP and JSON. The log of the console and dark
//! mode are commands of Chromium's own.

#![cfg(test)]
#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// A browser with an empty profile. It ends with the value.
pub struct Browser {
    driver: Child,
    session: String,
    client: reqwest::Client,
    _profile: tempfile::TempDir,
}

/// The file that a variable names.
pub fn named(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    let path = path
        .unwrap_or_else(|| panic!("{variable} is not set: run this test with `cargo xtask test`"));
    assert!(path.is_file(), "{variable} names {}, which is no file", path.display());
    path
}

impl Browser {
    pub async fn start() -> Self {
        let mut command = Command::new(named("TEST_CHROMEDRIVER"));
        let mut driver =
            command.arg("--port=0").stdout(Stdio::piped()).spawn().expect("the driver starts");
        let mut lines = BufReader::new(driver.stdout.take().expect("stdout is piped")).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            // Its first line repeats what it was asked for.
            .find_map(|line| {
                line.split_once("successfully on port ")?
                    .1
                    .trim_end_matches('.')
                    .parse::<u16>()
                    .ok()
            })
            .expect("the driver says its port");
        // Whatever it says later has to go somewhere.
        std::thread::spawn(move || lines.for_each(drop));
        let profile = tempfile::tempdir().unwrap();
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let capabilities = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let base = format!("http://127.0.0.1:{port}/session");
        let mut browser = Self { driver, session: base, client, _profile: profile };
        let session = browser.post("", capabilities).await;
        let id = session["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {session}"));
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    /// Opens a page in light or dark, in a window of that width.
    pub async fn open(&self, url: &str, width: u32, is_dark: bool) {
        let scheme = if is_dark { "dark" } else { "light" };
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]}),
        )
        .await;
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.cdp("Emulation.setDeviceMetricsOverride", size).await;
        self.post("/url", json!({"url": url})).await;
    }

    /// What a function with this body gives.
    pub async fn run(&self, body: &str) -> Value {
        self.post("/execute/sync", json!({"script": body, "args": []})).await
    }

    /// The same for one that calls its last argument when it is done.
    pub async fn run_async(&self, body: &str) -> Value {
        self.post("/execute/async", json!({"script": body, "args": []})).await
    }

    /// Every line of the console since the last time.
    pub async fn console(&self) -> Vec<String> {
        let log = self.post("/se/log", json!({"type": "browser"})).await;
        log.as_array().into_iter().flatten().map(|line| line["message"].to_string()).collect()
    }

    /// Takes a picture of the whole page.
    pub async fn screenshot(&self, file: &Path) {
        use base64::Engine as _;
        let taken =
            self.cdp("Page.captureScreenshot", json!({"captureBeyondViewport": true})).await;
        let data = taken["data"].as_str().expect("a picture");
        std::fs::write(file, base64::engine::general_purpose::STANDARD.decode(data).unwrap())
            .unwrap();
    }

    async fn cdp(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", json!({"cmd": command, "params": parameters})).await
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let response =
            self.client.post(format!("{}{path}", self.session)).json(&body).send().await.unwrap();
        let status = response.status();
        let mut answer: Value = response.json().await.unwrap();
        assert!(status.is_success(), "{path}: {}", answer["value"]);
        answer["value"].take()
    }

    /// Ends the session, and with it the browser.
    pub async fn close(self) {
        let _ = self.client.delete(&self.session).send().await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // SIGTERM lets the driver end its browser, also when a test has failed.
        let pid = rustix::process::Pid::from_child(&self.driver);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        let _ = self.driver.wait();
    }
}
