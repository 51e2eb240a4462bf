//! The OpenAPI document is one: OpenAPI 3.1 by the schema that the OpenAPI Initiative publishes,
//! and its own schemas by JSON Schema 2020-12. `cargo xtask fuzz-api` has other people's tools look
//! at it too.

#![cfg(test)]

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

/// <https://spec.openapis.org/oas/3.1/schema/2022-10-07>, under the Apache License 2.0.
const SCHEMA: &str = include_str!("openapi/schema-3.1.json");

fn document() -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_api")).arg("openapi").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn check(document: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_document_is_openapi_3_1() {
    let document = document();
    assert_eq!(check(&document), [""; 0]);
    let mut broken = document.clone();
    broken["paths"]["/v1/chats"]["get"]["responses"]["200"]
        .as_object_mut()
        .unwrap()
        .remove("description");
    assert!(check(&broken)[0].contains("description"), "{:?}", check(&broken));
}

#[test]
fn its_schemas_are_json_schema() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let checked = jsonschema::draft202012::meta::validate(schema);
        assert!(checked.is_ok(), "{name}: {checked:?}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut references = BTreeSet::new();
    walk(&document, &mut |value| {
        references.extend(value.get("$ref").and_then(Value::as_str).map(str::to_owned));
    });
    assert!(references.len() > 20, "{references:?}");
    for reference in references {
        let pointer =
            reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} is elsewhere"));
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn every_operation_has_its_own_name_and_a_summary() {
    let document = document();
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name =
                operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path}"));
            assert!(names.insert(name.to_owned()), "{method} {path}: {name} is another one's name");
            assert!(
                !operation["summary"].as_str().unwrap_or_default().is_empty(),
                "{method} {path}"
            );
        }
    }
}

fn walk(value: &Value, look: &mut impl FnMut(&Value)) {
    look(value);
    match value {
        Value::Array(values) => values.iter().for_each(|value| walk(value, look)),
        Value::Object(values) => values.values().for_each(|value| walk(value, look)),
        _ => {}
    }
}
