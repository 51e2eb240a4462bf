//! SARIF 2.1.0, for code scanning
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).

use serde_json::{Value, json};

use super::{Topic, topics};
use crate::lint::{Finding, Location};

/// The document. `elsewhere` is the file for findings that have no location of their own, because
/// GitHub refuses a result without one.
pub(crate) fn sarif<'f>(findings: impl IntoIterator<Item = &'f Finding>, elsewhere: &str) -> Value {
    let topics = topics();
    let results: Vec<Value> =
        findings.into_iter().map(|finding| result(finding, &topics, elsewhere)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "migration-kit",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": topics.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(topic: &Topic) -> Value {
    let mut help = json!({ "text": topic.help });
    if let Some(page) = topic.page {
        help["markdown"] = json!(format!("{page}\nInstead: {}\n", topic.help));
    }
    json!({
        "id": topic.name,
        "shortDescription": { "text": topic.about },
        "help": help,
        "defaultConfiguration": { "level": topic.level.as_str() },
    })
}

fn result(finding: &Finding, topics: &[Topic], elsewhere: &str) -> Value {
    let location = match &finding.location {
        Some(Location { file, line }) => (file.as_str(), *line),
        None => (elsewhere, 1),
    };
    let mut properties = json!({ "backends": finding.backends });
    let told = [
        ("version", finding.version.as_deref()),
        ("table", finding.table.as_deref()),
        ("object", finding.object.as_deref()),
        ("lock", finding.lock),
        ("blocks", finding.blocks),
        ("instead", finding.help.as_deref()),
    ];
    for (name, value) in told {
        if let Some(value) = value {
            properties[name] = json!(value);
        }
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "level": finding.level.as_str(),
        "message": { "text": finding.message },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(location.0) },
            "region": { "startLine": location.1 },
        }}],
        "properties": properties,
    });
    if let Some(at) = topics.iter().position(|topic| topic.name == finding.rule) {
        result["ruleIndex"] = json!(at);
    }
    if let Some(reason) = &finding.allowed {
        result["suppressions"] = json!([{ "kind": "inSource", "justification": reason }]);
    }
    result
}

/// A relative path as a reference: RFC 3986 lets a segment hold letters, digits and a few signs as
/// they are.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(byte.into())
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_reference() {
        assert_eq!(uri("migration/src/m1_a.rs"), "migration/src/m1_a.rs");
        assert_eq!(uri("my app/é.rs"), "my%20app/%C3%A9.rs");
    }

    #[test]
    fn every_topic_has_one_name() {
        let mut names: Vec<&str> = topics().iter().map(|topic| topic.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
