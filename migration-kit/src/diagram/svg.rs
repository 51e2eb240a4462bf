//! The picture as SVG. What a screen reader needs stands in it as words: every table and every link
//! is named.

use std::collections::BTreeSet;

use maud::{Markup, PreEscaped, Render, html};

use super::layout::{Layout, layout};
use super::measure::{self, FOOT, HEAD, MARK, PAD, ROW, Size, VALUES, clean};
use super::picture::{Entity, Link, Picture, Row};
use super::route::route;
use crate::schema::Schema;

/// How the picture looks, light and dark.
pub(crate) const STYLE: &str = include_str!("style.css");

/// The room for the legend below the picture, and the least width for it.
const LEGEND: i64 = 30;
const LEGEND_WIDTH: i64 = 560;

/// A file of its own. It is drawn light or dark, as its reader likes it.
///
/// Of each table it shows the columns with their types in the backend's words (of an enum that
/// [`resolve`](crate::schema::resolve) has found its name), and which are a primary key, a foreign
/// key or unique; of each foreign key how many rows may be at its ends, in crow's feet.
#[cfg(feature = "cli")]
pub fn svg(schema: &Schema, title: &str) -> String {
    let style = html! { style { (PreEscaped(STYLE)) } };
    format!("{}\n", draw(schema, title, &style).into_string())
}

/// The same as a part of a page that has [`STYLE`].
pub(crate) fn inline(schema: &Schema, title: &str) -> Markup {
    draw(schema, title, &PreEscaped(String::new()))
}

fn draw(schema: &Schema, title: &str, style: &Markup) -> Markup {
    let picture = Picture::of(schema);
    let sizes: Vec<Size> = picture
        .tables
        .iter()
        .map(measure::table)
        .chain(picture.enums.iter().map(|(name, values)| measure::values(name, values)))
        .collect();
    let is_other = |link: &&Link| link.parent != link.child;
    let mut pairs = BTreeSet::new();
    for link in picture.links.iter().filter(is_other) {
        // Of two tables that reference each other one is to the left, whichever it is.
        if !pairs.contains(&(link.child, link.parent)) {
            pairs.insert((link.parent, link.child));
        }
    }
    let layout = layout(&sizes, &pairs);
    let (width, height) = (layout.width.max(LEGEND_WIDTH), layout.height + LEGEND);
    let summary = picture.summary();
    html! {
        svg.er xmlns="http://www.w3.org/2000/svg" width=(width) height=(height)
            viewBox=(format!("0 0 {width} {height}")) role="group" aria-labelledby="er-title er-desc" {
            title #er-title { (clean(title)) }
            desc #er-desc { "Entity relationship diagram: " (summary) "." }
            (style)
            rect.er-paper width=(width) height=(height) {}
            @for link in &picture.links { (Line(link, &layout, &sizes)) }
            @for (at, table) in picture.tables.iter().enumerate() { (table_box(table, layout.places[at], sizes[at])) }
            @for (number, (name, values)) in picture.enums.iter().enumerate() {
                @let at = picture.tables.len() + number;
                (enum_box(name, values, layout.places[at], sizes[at]))
            }
            "\n"
            text.er-soft x="24" y=(height - 14) { "PK primary key · FK foreign key · UQ unique · ? may be null, all else is not null" }
        }
    }
}

/// A link with its line and its crow's feet.
struct Line<'a>(&'a Link, &'a Layout, &'a [Size]);

impl Render for Line<'_> {
    fn render(&self) -> Markup {
        let Self(link, layout, sizes) = self;
        let drawn = route(link, layout, sizes);
        let text = clean(&link.text);
        html! {
            "\n"
            g.er-link role="img" aria-label=(text) {
                title { (text) }
                path d=(drawn.line) {}
                path d=(drawn.feet) {}
                @for (x, y) in drawn.circles { circle cx=(x) cy=(y) r="4" {} }
            }
        }
    }
}

fn table_box(table: &Entity, (x, y): (i64, i64), size: Size) -> Markup {
    let gutter = measure::marks(table);
    let below = HEAD + table.rows.len() as i64 * ROW;
    html! {
        "\n"
        g role="img" aria-label=(clean(&table.words())) transform=(format!("translate({x} {y})")) {
            @if let Some(comment) = table.comment.as_ref().filter(|comment| !comment.is_empty()) {
                title { (clean(comment)) }
            }
            (frame(&table.name, size))
            @for (number, row) in table.rows.iter().enumerate() {
                (table_row(row, HEAD + number as i64 * ROW, gutter, size.width))
            }
            @for (number, columns) in table.together.iter().enumerate() {
                text.er-soft x=(PAD) y=(baseline(below + number as i64 * ROW)) { (measure::together(columns)) }
            }
        }
    }
}

fn table_row(row: &Row, top: i64, gutter: i64, width: i64) -> Markup {
    let line = baseline(top);
    html! {
        g {
            // What the row does not show stands in its hint.
            title { (clean(&row.words())) @if let Some(comment) = &row.comment { ": " (clean(comment)) } }
            @for (number, mark) in row.marks().enumerate() {
                text class=(format!("er-mark er-mark-{}", mark.to_lowercase())) x=(PAD + number as i64 * MARK) y=(line) { (mark) }
            }
            text class=[row.primary.then_some("er-pk")] x=(PAD + gutter) y=(line) { (measure::name(&row.name)) }
            text.er-soft.er-end x=(width - PAD) y=(line) { (measure::type_of(row)) }
        }
    }
}

fn enum_box(name: &str, values: &[String], (x, y): (i64, i64), size: Size) -> Markup {
    let words = clean(&format!("Enum {name}: {}", values.join(", ")));
    html! {
        "\n"
        g role="img" aria-label=(words) transform=(format!("translate({x} {y})")) {
            (frame(name, size))
            text.er-soft.er-end x=(size.width - PAD) y=(baseline(6)) { "enum" }
            @for (number, value) in values.iter().take(VALUES).enumerate() {
                text x=(PAD) y=(baseline(HEAD + number as i64 * ROW)) { (measure::name(value)) }
            }
            @if values.len() > VALUES {
                text.er-soft x=(PAD) y=(baseline(HEAD + VALUES as i64 * ROW)) { "and " (values.len() - VALUES) " more" }
            }
        }
    }
}

/// The box itself, with its head.
fn frame(name: &str, Size { width, height }: Size) -> Markup {
    let head = HEAD - FOOT / 2;
    let round = format!("M0 {head}V7a7 7 0 0 1 7-7H{}a7 7 0 0 1 7 7V{head}z", width - 7);
    html! {
        rect.er-box width=(width) height=(height) rx="7" {}
        path.er-head d=(round) {}
        path.er-rule d=(format!("M0 {head}H{width}")) {}
        text.er-name x=(PAD) y=(baseline(5)) { (measure::name(name)) }
    }
}

/// Where the letters of a row stand.
fn baseline(top: i64) -> i64 {
    top + 15
}
