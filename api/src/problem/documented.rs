//! The failures that the routes under `/v1` can answer, for the OpenAPI document: a type for each
//! kind of route.

use std::collections::BTreeMap;

use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema as _};

use super::Problem;

/// What a route that only reads can answer.
pub enum Common {}

/// What a route that makes something can answer.
pub enum Creating {}

/// What a route that changes something can answer.
pub enum Updating {}

/// What a route that deletes something can answer.
pub enum Deleting {}

/// What a route that takes a token away can answer.
pub enum Revoking {}

/// Statuses, and what they mean.
type Failures = &'static [(&'static str, &'static str)];

const COMMON: Failures = &[
    ("400", "The request cannot be read"),
    ("401", "No valid token"),
    ("404", "There is no such thing, or it is another user's"),
    ("408", "The request took too long"),
    ("422", "A value is not acceptable; `errors` names the fields"),
    ("429", "Too many requests; `Retry-After` says when to go on"),
    ("503", "The database does not answer right now"),
];

/// With a body.
const BODY: Failures = &[
    ("409", "It contradicts what is stored"),
    ("410", "The same request made it before, and it was deleted since"),
    ("413", "The body is too large"),
    ("415", "The body is not JSON"),
];

/// With `If-Match`.
const VERSION: Failures = &[("412", "It was changed since; read it again")];

const KEEPING: Failures = &[("409", "It is needed, and stays")];

type Responses = BTreeMap<String, RefOr<Response>>;

impl IntoResponses for Common {
    fn responses() -> Responses {
        documented(&[COMMON])
    }
}

impl IntoResponses for Creating {
    fn responses() -> Responses {
        documented(&[COMMON, BODY])
    }
}

impl IntoResponses for Updating {
    fn responses() -> Responses {
        documented(&[COMMON, BODY, VERSION])
    }
}

impl IntoResponses for Deleting {
    fn responses() -> Responses {
        documented(&[COMMON, VERSION])
    }
}

impl IntoResponses for Revoking {
    fn responses() -> Responses {
        documented(&[COMMON, KEEPING])
    }
}

fn documented(groups: &[Failures]) -> Responses {
    let problem =
        ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    let response = |description| {
        let response = ResponseBuilder::new().description(description);
        RefOr::T(response.content("application/problem+json", problem.clone()).build())
    };
    let failures = groups.iter().copied().flatten();
    failures.map(|(status, description)| (status.to_string(), response(*description))).collect()
}
