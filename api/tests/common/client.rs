//! A client of the built server, as a program somewhere else is one.

use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use super::{Server, command, start};

/// A server on a database of its own, and a client of it.
pub struct Api {
    pub server: Server,
    client: Client,
}

/// A client, of which there can be several.
#[derive(Clone)]
pub struct Client {
    address: String,
    http: reqwest::Client,
}

/// A user with a token.
pub struct User {
    pub id: String,
    pub token: String,
}

/// What a request was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Api {
    /// Starts a server with the settings of the tests.
    pub fn on(url: &str) -> Self {
        Self::of(start(command(url)))
    }

    pub fn of(server: Server) -> Self {
        let client = Client { address: server.address.clone(), http: reqwest::Client::new() };
        Self { server, client }
    }
}

impl std::ops::Deref for Api {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Client {
    /// A user whom nothing else knows.
    pub async fn sign_up(&self, name: &str) -> User {
        let email = format!("{name}@example.com");
        let answer = self.post("/v1/users", "", json!({"email": email, "name": name})).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        User { id: answer.text("id"), token: answer.text("token") }
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.send("GET", path, token, &[], None).await
    }

    pub async fn post(&self, path: &str, token: &str, body: Value) -> Answer {
        self.send("POST", path, token, &[], Some(body)).await
    }

    /// A POST of a text that is JSON, as it stands.
    pub async fn post_text(&self, path: &str, token: &str, body: String) -> Answer {
        let url = format!("http://{}{path}", self.address);
        let request =
            self.http.post(url).bearer_auth(token).header("content-type", "application/json");
        answer(request.body(body)).await
    }

    pub async fn patch(&self, path: &str, token: &str, body: Value) -> Answer {
        self.send("PATCH", path, token, &[], Some(body)).await
    }

    pub async fn delete(&self, path: &str, token: &str) -> Answer {
        self.send("DELETE", path, token, &[], None).await
    }

    /// Any request; an empty token is none.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        token: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let url = format!("http://{}{path}", self.address);
        let mut request = self.http.request(method.parse().unwrap(), url);
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        answer(request).await
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.bytes().await.unwrap();
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Answer { status, headers, body }
}

impl Answer {
    /// A field that has to be a text.
    pub fn text(&self, field: &str) -> String {
        self.body[field].as_str().unwrap_or_else(|| panic!("no {field} in {self:?}")).to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The `next_cursor` and one field of all rows.
    pub fn rows(&self, field: &str) -> (Option<String>, Vec<String>) {
        let items = self.body["items"].as_array().unwrap_or_else(|| panic!("no list: {self:?}"));
        let rows = items.iter().map(|item| item[field].as_str().unwrap().to_owned()).collect();
        (self.body["next_cursor"].as_str().map(str::to_owned), rows)
    }

    /// That the request was refused, and with what: the status, the last part of `type`, and the
    /// fields that are wrong.
    #[track_caller]
    pub fn refused(&self, status: u16, kind: &str, fields: &[&str]) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        assert_eq!(self.body["type"], format!("urn:problem-type:{kind}"), "{self:?}");
        assert_eq!(self.body["status"], status, "{self:?}");
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        let named: Vec<&str> =
            errors.iter().map(|error| error["field"].as_str().unwrap()).collect();
        assert_eq!(named, fields, "{self:?}");
    }
}
