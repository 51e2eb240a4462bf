//! The OpenAPI document and the page that shows it.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::Modify;
use utoipa::openapi::link::LinkBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Header, KnownFormat, ObjectBuilder, OpenApi, RefOr, Required, Response, SchemaFormat, Type,
};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::app::App;
use crate::problem::Problem;

/// What belongs to no route alone.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Chats",
        description = "Users with their model providers, chats and messages. Every request but a sign-up carries a \
            token as `Authorization: Bearer …`, and reaches the rows of its user alone.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    modifiers(&Bearer),
    // Named by the answers of every address, whichever of its operations describes it.
    components(schemas(Problem)),
    tags(
        (name = "users", description = "Sign up, read, rename, delete with all data"),
        (name = "tokens", description = "Who may speak for a user"),
        (name = "providers", description = "Model providers and their keys"),
        (name = "chats", description = "Conversations, which can be restored for a while after they were deleted"),
        (name = "messages", description = "What was said in a chat"),
        (name = "operations", description = "For those who run the server"),
    )
)]
pub struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// Adds what all routes have in common: the ids in their paths, and the words and the headers of
/// their answers. The names of operations, which are those of the handlers, become unique. What
/// makes a row says what can be done with it.
pub fn complete(document: &mut OpenApi) {
    for (path, operation) in operations(document) {
        complete_operation(path, operation);
    }
    let paths = &mut document.paths.paths;
    let rows: Vec<(String, PathItem)> =
        paths.iter().map(|(path, item)| (path.clone(), item.clone())).collect();
    for (path, row) in &rows {
        let Some((list, name)) = path.strip_suffix('}').and_then(|path| path.rsplit_once("/{"))
        else {
            continue;
        };
        let made = paths.get_mut(list).and_then(|item| item.post.as_mut());
        if let Some(RefOr::T(made)) = made.and_then(|make| make.responses.responses.get_mut("201"))
        {
            link(made, list, name, row);
        }
    }
}

/// Every operation, with its path.
pub fn operations(document: &mut OpenApi) -> impl Iterator<Item = (&str, &mut Operation)> {
    document.paths.paths.iter_mut().flat_map(|(path, item)| {
        let operations = [&mut item.get, &mut item.post, &mut item.patch, &mut item.delete];
        operations.into_iter().flatten().map(|operation| (path.as_str(), operation))
    })
}

/// Links the answer that has a new row with the operations on it: OpenAPI 3.1, "4.8.20 Link
/// Object".
fn link(made: &mut Response, list: &str, name: &str, row: &PathItem) {
    let above: Vec<_> = ids(list).map(|name| (name, format!("$request.path.{name}"))).collect();
    for operation in [&row.get, &row.patch, &row.delete].into_iter().flatten() {
        let Some(id) = &operation.operation_id else { continue };
        let link = LinkBuilder::new().operation_id(id).parameter(name, "$response.body#/id");
        let link =
            above.iter().fold(link, |link, (name, value)| link.parameter(*name, value.as_str()));
        made.links.insert(id.clone(), RefOr::T(link.build()));
    }
}

/// The names of the ids in a path.
fn ids(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn complete_operation(path: &str, operation: &mut Operation) {
    let tag = operation.tags.as_ref().and_then(|tags| tags.first());
    if let (Some(tag), Some(name)) = (tag, &operation.operation_id) {
        operation.operation_id = Some(format!("{tag}_{name}"));
    }
    // What has a version is what can be asked for, or changed, on condition.
    let has_version =
        ["304", "412"].iter().any(|status| operation.responses.responses.contains_key(*status));
    let mut parameters: Vec<_> = ids(path).map(id).collect();
    // What can be refused because of its version names the version.
    if operation.responses.responses.contains_key("412") {
        parameters.push(if_match());
    }
    parameters.extend(operation.parameters.take().unwrap_or_default());
    operation.parameters = (!parameters.is_empty()).then_some(parameters);
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        match status.as_str() {
            "200" => {
                describe(response, "As asked for");
                if has_version {
                    header(response, "ETag", "The version, for If-Match and If-None-Match");
                }
            }
            "201" => {
                describe(response, "Made");
                header(response, "ETag", "The version, for If-Match and If-None-Match");
                header(response, "Location", "Where it is");
            }
            "204" => describe(response, "Done"),
            "304" => {
                describe(response, "The client has it already");
                header(response, "ETag", "The version");
            }
            "401" => header(response, "WWW-Authenticate", "Bearer"),
            "429" | "503" if response.content.contains_key("application/problem+json") => {
                header(response, "Retry-After", "Seconds")
            }
            _ => {}
        }
    }
}

/// An id in a path.
fn id(name: &str) -> RefOr<Parameter> {
    let uuid = SchemaFormat::KnownFormat(KnownFormat::Uuid);
    let uuid = ObjectBuilder::new().schema_type(Type::String).format(Some(uuid));
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(uuid))
        .build();
    RefOr::T(parameter)
}

fn if_match() -> RefOr<Parameter> {
    let text = SchemaType::from_iter([Type::String, Type::Null]);
    let parameter = ParameterBuilder::new()
        .name("If-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .schema(Some(ObjectBuilder::new().schema_type(text)))
        .build();
    RefOr::T(parameter)
}

fn describe(response: &mut Response, text: &str) {
    if response.description.is_empty() {
        response.description = text.to_owned();
    }
}

fn header(response: &mut Response, name: &str, text: &str) {
    let mut header = Header::new(ObjectBuilder::new().schema_type(Type::String).build());
    header.description = Some(text.to_owned());
    response.headers.insert(name.to_owned(), RefOr::T(header));
}

/// What the page may do: load its own scripts, and send requests to this server. Its scripts write
/// styles.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// `/openapi.json` and `/docs`, which needs no other host.
pub fn pages(document: OpenApi) -> Router<App> {
    let config = Config::default().try_it_out_enabled(true).validator_url("none");
    let pages: Router<App> =
        SwaggerUi::new("/docs").url("/openapi.json", document).config(config).into();
    pages.layer(SetResponseHeaderLayer::overriding(CONTENT_SECURITY_POLICY, POLICY))
}
