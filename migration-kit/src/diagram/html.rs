//! The picture as a page of its own: one file, with nothing loaded and nothing run.

use maud::{DOCTYPE, PreEscaped, html};

use super::measure::clean;
use super::picture::Picture;
use super::svg::{STYLE, inline};
use crate::schema::Schema;

const PAGE: &str = "body{margin:0;background:#fbfbfa;color:#1c2024;font:16px/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,Arial,sans-serif}\
main{padding:24px}h1{margin:0;font-size:20px}p{margin:4px 0 16px;color:#5b6470}.er{display:block}\
@media(prefers-color-scheme:dark){body{background:#121417;color:#e8eaed}p{color:#a3adb9}}";

/// A self-contained file for a browser, light or dark as its reader likes it.
pub fn html(schema: &Schema, title: &str) -> String {
    let title = clean(title);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(PAGE)) (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    p { (Picture::of(schema).summary()) }
                    (inline(schema, &title))
                }
            }
        }
    };
    page.into_string() + "\n"
}
