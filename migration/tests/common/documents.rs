//! The documents for machines, and their schemas.

use std::path::Path;

use serde_json::Value;

use super::cli::Run;

/// What stands alone on stdout.
#[track_caller]
pub fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

/// How many lines begin so; there are no others.
#[track_caller]
pub fn lines(run: &Run, begin: &str) -> usize {
    assert!(run.stdout.lines().all(|line| line.starts_with(begin)), "{run:?}");
    run.stdout.lines().count()
}

/// Without the annotations of what the workspace's own migrations allow.
pub fn without_allowed(mut run: Run) -> Run {
    let told = run.stdout.split_inclusive('\n').filter(|line| !line.contains(" (allowed)::"));
    run.stdout = told.collect();
    run
}

/// Validates a document of ours, whose schema has to name every field that there is.
#[track_caller]
pub fn check_document(name: &str, document: &Value) {
    let mut schema = read(&format!("docs/{name}.schema.json"));
    close(&mut schema);
    check(&schema, document);
}

/// Validates against the schema that OASIS publishes for SARIF 2.1.0.
#[track_caller]
pub fn check_sarif(document: &Value) {
    let mut schema = read("migration-kit/tests/schemas/sarif-2.1.0.json");
    // The pattern has one bracket too many, which a validator may refuse; we say no language.
    for of in ["run", "toolComponent"] {
        schema["definitions"][of]["properties"]["language"]
            .as_object_mut()
            .unwrap()
            .remove("pattern");
    }
    check(&schema, document);
    let rules = document["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in document["runs"][0]["results"].as_array().unwrap() {
        let at = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[at]["id"], result["ruleId"]);
    }
}

#[track_caller]
fn check(schema: &Value, document: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{document:#}");
}

fn read(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(path);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A field that the schema does not name is a mistake here, and none for its readers.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(close);
            if fields.contains_key("properties") {
                fields.insert("additionalProperties".to_owned(), false.into());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
