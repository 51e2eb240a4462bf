//! The failures that a route can answer, for the OpenAPI document.
#![expect(dead_code, reason = "the values are never made: the derive reads the types")]

use utoipa::IntoResponses;

use super::Problem;

/// What every route under `/v1` can answer.
#[derive(IntoResponses)]
pub enum Common {
    #[response(
        status = 400,
        description = "The request cannot be read",
        content_type = "application/problem+json"
    )]
    BadRequest(Problem),
    #[response(
        status = 401,
        description = "No valid token",
        content_type = "application/problem+json"
    )]
    Unauthorized(Problem),
    #[response(
        status = 404,
        description = "There is no such thing, or it is another user's",
        content_type = "application/problem+json"
    )]
    NotFound(Problem),
    #[response(
        status = 408,
        description = "The request took too long",
        content_type = "application/problem+json"
    )]
    Timeout(Problem),
    #[response(
        status = 422,
        description = "A value is not acceptable; `errors` names the fields",
        content_type = "application/problem+json"
    )]
    Invalid(Problem),
    #[response(
        status = 429,
        description = "Too many requests; `Retry-After` says when to go on",
        content_type = "application/problem+json"
    )]
    TooManyRequests(Problem),
    #[response(
        status = 503,
        description = "The database does not answer right now",
        content_type = "application/problem+json"
    )]
    Unavailable(Problem),
}

/// What a route with a body can answer besides.
#[derive(IntoResponses)]
pub enum Creating {
    #[response(
        status = 409,
        description = "It contradicts what is stored",
        content_type = "application/problem+json"
    )]
    Conflict(Problem),
    #[response(
        status = 410,
        description = "The same request made it before, and it was deleted since",
        content_type = "application/problem+json"
    )]
    Gone(Problem),
    #[response(
        status = 413,
        description = "The body is too large",
        content_type = "application/problem+json"
    )]
    TooLarge(Problem),
    #[response(
        status = 415,
        description = "The body is not JSON",
        content_type = "application/problem+json"
    )]
    UnsupportedMediaType(Problem),
}

/// What a route can answer that takes something away.
#[derive(IntoResponses)]
pub enum Keeping {
    #[response(
        status = 409,
        description = "It is needed, and stays",
        content_type = "application/problem+json"
    )]
    Conflict(Problem),
}

/// What a route that takes `If-Match` can answer besides.
#[derive(IntoResponses)]
pub enum Updating {
    #[response(
        status = 412,
        description = "It was changed since; read it again",
        content_type = "application/problem+json"
    )]
    PreconditionFailed(Problem),
}
