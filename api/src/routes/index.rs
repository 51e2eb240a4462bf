//! `GET /`: where to go from here.

use axum::response::Html;

/// A place, and what is there.
pub type Place = (&'static str, &'static str);

/// The page that leads to these places.
pub fn page(places: &[Place]) -> Html<String> {
    let line = |(path, what): &Place| format!("<li><a href=\"{path}\">{path}</a>: {what}</li>\n");
    let lines: String = places.iter().map(line).collect();
    Html(format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>api</title></head>\n\
         <body>\n<h1>api</h1>\n<ul>\n{lines}</ul>\n</body>\n</html>\n"
    ))
}
