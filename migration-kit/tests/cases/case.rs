//! The format of a case, and what can come of one.

use std::path::{Path, PathBuf};

use migration_kit::testing::Backend;
use regex::Regex;
use serde_json::Value;

/// One case, as its file has it.
pub struct Case {
    pub id: String,
    pub backend: Backend,
    /// What the one migration of the history runs.
    pub before: Vec<String>,
    /// The statements of the desired schema.
    pub wanted: Vec<String>,
    pub rows: Vec<String>,
    /// What a person adds to `generate`: an option and its value each. Of a case that says nothing
    /// of them, the first answer to each question.
    pub flags: Option<Vec<String>>,
    /// What is answered after `up`, and after `down`.
    pub after: Vec<Question>,
    pub back: Vec<Question>,
    /// `generate` has to refuse, or may.
    pub refused: Option<Regex>,
    pub may_refuse: Option<Regex>,
    pub up_fails: Option<Regex>,
    pub sql_has: Vec<Regex>,
    pub sql_has_not: Vec<Regex>,
    pub no_transaction: bool,
}

pub struct Question {
    pub query: String,
    pub allowed: Vec<String>,
}

/// What came of a case.
#[derive(Clone, Debug)]
pub enum Verdict {
    Held,
    Failed(Vec<String>),
    /// The server itself refuses what the case is about.
    DoesNotApply(String),
}

impl Question {
    /// Whether that is an answer that the case allows.
    pub fn takes(&self, answer: &str) -> bool {
        let whole = |text: &str| {
            Regex::new(&format!("(?s)^(?:{text})$")).is_ok_and(|regex| regex.is_match(answer))
        };
        self.allowed.iter().any(|allowed| allowed == answer || whole(allowed))
    }
}

/// The cases of a file, or of the files of a folder in the order of their names.
pub fn read(place: &Path) -> Vec<Case> {
    let mut files = vec![place.to_owned()];
    if place.is_dir() {
        let entries = std::fs::read_dir(place).unwrap();
        files = entries.map(|entry| entry.unwrap().path()).collect::<Vec<PathBuf>>();
        files.retain(|file| file.extension().is_some_and(|end| end == "json"));
        files.sort();
    }
    let cases = files.iter().flat_map(|file| {
        let text = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{file:?}: {e}"));
        let list: Vec<Value> =
            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{file:?}: {e}"));
        list.into_iter().map(|case| of(&case)).collect::<Vec<Case>>()
    });
    cases.collect()
}

/// # Panics
/// Where the case has a field that is not known, which would be a demand that nobody looks at.
fn of(case: &Value) -> Case {
    const KNOWN: [&str; 15] = [
        "id",
        "backend",
        "report",
        "before",
        "wanted",
        "rows",
        "flags",
        "after",
        "back",
        "refused",
        "may_refuse",
        "up_fails",
        "sql_has",
        "sql_has_not",
        "no_transaction",
    ];
    let id = case["id"].as_str().unwrap().to_owned();
    for field in case.as_object().unwrap().keys() {
        assert!(KNOWN.contains(&field.as_str()), "{id}: the field {field} is not known");
    }
    let pattern = |text: &str| Regex::new(text).unwrap_or_else(|e| panic!("{id}: {e}"));
    let question = |pair: &Value| Question {
        query: pair[0].as_str().unwrap().to_owned(),
        allowed: texts(&pair[1]),
    };
    let questions = |field: &str| {
        case[field].as_array().into_iter().flatten().map(question).collect::<Vec<Question>>()
    };
    let one = |field: &str| case[field].as_str().map(pattern);
    let patterns = |field: &str| texts(&case[field]).iter().map(|text| pattern(text)).collect();
    Case {
        backend: match case["backend"].as_str().unwrap() {
            "sqlite" => Backend::Sqlite,
            "postgres" => Backend::Postgres,
            "mysql" => Backend::MySql,
            other => panic!("{id}: {other} is no backend"),
        },
        before: texts(&case["before"]),
        wanted: texts(&case["wanted"]),
        rows: texts(&case["rows"]),
        flags: case.get("flags").map(texts),
        after: questions("after"),
        back: questions("back"),
        refused: one("refused"),
        may_refuse: one("may_refuse"),
        up_fails: one("up_fails"),
        sql_has: patterns("sql_has"),
        sql_has_not: patterns("sql_has_not"),
        no_transaction: case["no_transaction"].as_bool().unwrap_or_default(),
        id,
    }
}

/// A text, or a list of texts.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list.iter().map(|text| text.as_str().unwrap().to_owned()).collect(),
        _ => Vec::new(),
    }
}
