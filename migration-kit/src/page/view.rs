//! The page as HTML.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::PageOptions;
use super::findings::findings;
use super::migration::{advice, anchor, entry, state};
use super::read::{Migration, Read};
use crate::apply::State;
use crate::diagram;
use crate::escape::line;
use crate::lint::Level;
use crate::plural::plural;

/// A small picture for the browser's tab; without one, browsers ask the server for it.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='none' \
    stroke='%230b62b5' stroke-width='2' d='M2 3h5v4H2zM9 9h5v4H9zM4.500 7v4H9'/%3E%3C/svg%3E";

/// The one style sheet of the page.
pub(super) fn style() -> String {
    format!("{}{}", include_str!("style.css"), diagram::STYLE)
}

/// The whole document.
pub(super) fn page(read: &Read, options: &PageOptions, style: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (options.title) }
                link rel="icon" href=(ICON);
                style { (PreEscaped(style)) }
            }
            body {
                (head(read, options))
                main {
                    (attention(read))
                    section.wide aria-labelledby="diagram" {
                        h2 #diagram { "Diagram" }
                        (picture(read))
                    }
                    section aria-labelledby="history" {
                        h2 #history { "History" }
                        (history(read))
                    }
                    section aria-labelledby=(anchor()) {
                        h2 id=(anchor()) { "Findings" }
                        p.lead {
                            "What the linter says of the SQL above, on " (read.backend.name()) ". Suppressions that the files of the migrations \
                             make are not known here, and neither are the migrations' ways down: " code { "review" } " tells both."
                        }
                        (findings(&read.migrations))
                    }
                }
                footer { p { "migration-kit " (env!("CARGO_PKG_VERSION")) } }
            }
        }
    };
    page.into_string()
}

fn head(read: &Read, options: &PageOptions) -> Markup {
    let applied = read
        .migrations
        .iter()
        .filter(|migration| matches!(migration.status.state, State::Applied | State::Modified))
        .count();
    let pending = read.migrations.iter().filter(|migration| migration.status.is_pending()).count();
    let found = |level: Level| {
        read.migrations
            .iter()
            .flat_map(|migration| &migration.findings)
            .filter(|finding| finding.level == level)
            .count()
    };
    html! {
        header {
            h1 { (options.title) }
            p.lead { (read.backend.name()) @if !options.database.is_empty() { " · " code { (line(&options.database)) } } }
            nav aria-label="Sections" {
                a href="#diagram" { strong { (read.schema.tables.len()) } " tables" }
                a href="#history" { strong { (applied) } " of " (read.migrations.len()) " migrations applied" @if pending > 0 { ", " (pending) " pending" } }
                a href=(format!("#{}", anchor())) {
                    strong { (found(Level::Error)) } " errors, " (found(Level::Warning)) " warnings found"
                }
            }
        }
    }
}

/// What needs somebody, before anything else.
fn attention(read: &Read) -> Markup {
    let mut open: Vec<(&Migration, String)> = read
        .migrations
        .iter()
        .filter_map(|migration| Some((migration, advice(&migration.status)?)))
        .collect();
    open.sort_by_key(|(migration, _)| !migration.status.is_partially_applied());
    html! {
        @if !open.is_empty() {
            section.attention aria-labelledby="attention" {
                h2 #attention { "Needs attention" }
                ul {
                    @for (migration, advice) in &open {
                        li {
                            p { (state(migration.status.state)) " " code { (line(&migration.status.version)) } }
                            @if let Some(error) = &migration.status.error { p.error { (line(error)) } }
                            p { (coded(advice)) }
                        }
                    }
                }
            }
        }
    }
}

/// A text with its commands between backticks.
fn coded(text: &str) -> Markup {
    html! {
        @for (number, part) in text.split('`').enumerate() {
            @if number % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

fn picture(read: &Read) -> Markup {
    if read.schema.tables.is_empty() {
        return html! { p.empty { "There are no tables yet." } };
    }
    html! {
        // A picture that is not much wider than a page is read best as a whole.
        input #fit type="checkbox" checked[read.schema.tables.len() <= 12];
        label for="fit" { "Fit to the page" }
        // What scrolls has to be reached without a mouse.
        div.picture role="region" aria-label="Diagram, scrollable" tabindex="0" {
            (diagram::inline(&read.schema, "Diagram of the schema"))
        }
    }
}

fn history(read: &Read) -> Markup {
    if read.migrations.is_empty() {
        return html! { p.empty { "This build has no migrations, and none is recorded." } };
    }
    html! {
        p.lead { (plural(read.migrations.len(), "migration", "migrations")) ", the newest first." }
        ol.migrations reversed { @for migration in read.migrations.iter().rev() { (entry(migration)) } }
    }
}
