//! What a client is told when a request does not succeed: RFC 9457, `application/problem+json`.

mod catch;
mod database;
mod documented;

use std::borrow::Cow;

use axum::Json;
use axum::http::header::{CONTENT_TYPE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

pub use catch::{as_problem, panicked};
pub use database::Silence;
pub use documented::{Common, Creating, Deleting, Revoking, Updating};

/// The kinds of problems. A client may rely on the last part of `type`; the words may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    BadRequest,
    Unauthorized,
    NotFound,
    MethodNotAllowed,
    Timeout,
    Conflict,
    Gone,
    PreconditionFailed,
    TooLarge,
    UnsupportedMediaType,
    Invalid,
    TooManyRequests,
    Internal,
    Unavailable,
}

impl Kind {
    /// The status, the last part of `type`, and the title.
    fn facts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Kind::BadRequest => {
                (StatusCode::BAD_REQUEST, "bad-request", "The request cannot be read")
            }
            Kind::Unauthorized => {
                (StatusCode::UNAUTHORIZED, "unauthorized", "A valid token is needed")
            }
            Kind::NotFound => (StatusCode::NOT_FOUND, "not-found", "There is no such thing"),
            Kind::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "The method is not allowed here",
            ),
            Kind::Timeout => (StatusCode::REQUEST_TIMEOUT, "timeout", "The request took too long"),
            Kind::Conflict => {
                (StatusCode::CONFLICT, "conflict", "The request contradicts what is stored")
            }
            Kind::Gone => (StatusCode::GONE, "gone", "It was there, and is not any more"),
            Kind::PreconditionFailed => (
                StatusCode::PRECONDITION_FAILED,
                "precondition-failed",
                "It was changed in the meantime",
            ),
            Kind::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The request is too large")
            }
            Kind::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "The body has to be JSON",
            ),
            Kind::Invalid => {
                (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "A value is not acceptable")
            }
            Kind::TooManyRequests => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests")
            }
            Kind::Internal => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal", "The server made a mistake")
            }
            Kind::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "The database does not answer right now",
            ),
        }
    }

    /// The kind that belongs to a status that something else than a handler chose.
    fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Kind::Unauthorized,
            StatusCode::NOT_FOUND => Kind::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Kind::MethodNotAllowed,
            StatusCode::REQUEST_TIMEOUT => Kind::Timeout,
            StatusCode::CONFLICT => Kind::Conflict,
            StatusCode::GONE => Kind::Gone,
            StatusCode::PRECONDITION_FAILED => Kind::PreconditionFailed,
            StatusCode::PAYLOAD_TOO_LARGE => Kind::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Kind::UnsupportedMediaType,
            StatusCode::UNPROCESSABLE_ENTITY => Kind::Invalid,
            StatusCode::TOO_MANY_REQUESTS => Kind::TooManyRequests,
            StatusCode::SERVICE_UNAVAILABLE => Kind::Unavailable,
            status if status.is_client_error() => Kind::BadRequest,
            _ => Kind::Internal,
        }
    }
}

/// A failed request, as the client is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// What kind of problem it is; stable, for programs.
    #[serde(rename = "type")]
    #[schema(example = "urn:problem-type:not-found")]
    kind: String,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong with this request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    detail: Option<Cow<'static, str>>,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldError>,
    #[serde(skip)]
    retry_after: Option<u64>,
}

/// What is wrong with a field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// Where the field is in the body, or the parameter's name.
    #[schema(example = "metadata.tags[0]")]
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

impl Problem {
    pub fn new(kind: Kind) -> Self {
        let (status, name, title) = kind.facts();
        let kind = format!("urn:problem-type:{name}");
        Self {
            kind,
            title,
            status: status.as_u16(),
            detail: None,
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// With a sentence about this request.
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With the seconds after which it may go better.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Another user's row is not told from one that does not exist.
    pub fn not_found(what: &'static str) -> Self {
        Self::new(Kind::NotFound).detail(format!("There is no such {what}."))
    }

    /// What a repeated request made is not there any more.
    pub fn gone(what: &'static str) -> Self {
        Self::new(Kind::Gone).detail(format!(
            "This request made a {what} before, which was deleted since. Another Idempotency-Key makes a new one."
        ))
    }

    /// The same, but where something is not there it is gone.
    pub fn or_gone(self, what: &'static str) -> Self {
        if self.is_not_found() { Self::gone(what) } else { self }
    }

    /// Whether it is about something that is not there.
    pub fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND.as_u16()
    }

    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::all_invalid(vec![FieldError { field: field.into(), message: message.into() }])
    }

    pub fn all_invalid(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(Kind::Invalid) }
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The headers that belong to the status.
    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self.status() {
            StatusCode::UNAUTHORIZED => {
                Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
            }
            _ => self.retry_after.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds))),
        }
    }
}

impl From<garde::Report> for Problem {
    /// Every field that is wrong.
    fn from(report: garde::Report) -> Self {
        let errors = report.into_inner().into_iter().map(|(path, error)| FieldError {
            field: path.to_string(),
            message: error.to_string(),
        });
        Self::all_invalid(errors.collect())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let header = self.header();
        let mut response = (self.status(), Json(self)).into_response();
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response.headers_mut().extend(header);
        response
    }
}
