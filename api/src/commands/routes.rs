//! `api routes`: every route with what it does.

use migration_kit::Error;

use super::print;
use crate::routes;

pub fn run() -> Result<(), Error> {
    let document = routes::document();
    let mut lines = String::new();
    for (path, item) in &document.paths.paths {
        let operations = [
            ("GET", &item.get),
            ("POST", &item.post),
            ("PUT", &item.put),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                let does = operation.summary.as_deref().unwrap_or_default();
                lines.push_str(&format!("{method:<6} {path:<42} {does}\n"));
            }
        }
    }
    print(&lines)
}
