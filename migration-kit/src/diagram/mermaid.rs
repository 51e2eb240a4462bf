//! The picture as a diagram of Mermaid, which GitHub and many editors draw
//! (<https://mermaid.js.org/syntax/entityRelationshipDiagram.html>).

use std::fmt::Write as _;

use super::measure::clean;
use super::picture::{Link, Picture, Row};
use crate::schema::Schema;

/// An `erDiagram`. Types and columns are words there, so what is more than letters, digits and a
/// few signs becomes an underscore; the column's own name then stands beside it, with what else the
/// form has no place for.
pub fn mermaid(schema: &Schema) -> String {
    let picture = Picture::of(schema);
    let mut text = "erDiagram\n".to_owned();
    for (name, values) in &picture.enums {
        // A comment ends with its line, and a brace would begin an instruction.
        let line = clean(&format!("enum {name}: {}", values.join(", "))).replace(['{', '}'], "_");
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    %% {line}");
    }
    for table in &picture.tables {
        let _ = writeln!(text, "    {} {{", quoted(&table.name));
        for row in &table.rows {
            let _ = writeln!(text, "        {}", line(row));
        }
        text.push_str("    }\n");
    }
    for link in &picture.links {
        let _ = writeln!(text, "    {}", relation(link, &picture));
    }
    text
}

fn line(row: &Row) -> String {
    let name = word(&row.name);
    let marks: Vec<&str> = row.marks().map(|mark| if mark == "UQ" { "UK" } else { mark }).collect();
    let marks = if marks.is_empty() { String::new() } else { format!(" {}", marks.join(", ")) };
    let own = (name != row.name).then(|| row.name.clone());
    let beside: Vec<String> =
        own.into_iter().chain(row.nullable.then(|| "null".to_owned())).collect();
    let beside =
        if beside.is_empty() { String::new() } else { format!(" {}", quoted(&beside.join(", "))) };
    format!("{} {name}{marks}{beside}", word(&row.ty))
}

fn relation(link: &Link, picture: &Picture) -> String {
    let (child, parent) = (&picture.tables[link.child], &picture.tables[link.parent]);
    let one = if link.optional { "|o" } else { "||" };
    let other = if link.many { "o{" } else { "o|" };
    let column = &child.rows[link.child_row].name;
    format!("{} {one}--{other} {} : {}", quoted(&parent.name), quoted(&child.name), quoted(column))
}

/// A name between quotes, without what ends it, begins an instruction or is markup to whatever the
/// diagram stands in.
fn quoted(name: &str) -> String {
    let name =
        clean(name).replace(['"', '`'], "'").replace(['%', '\\', '<', '>', '&', ';', '#'], "_");
    // Quotes around nothing are not taken.
    format!("\"{}\"", if name.trim().is_empty() { "_" } else { &name })
}

/// A word that may be a type or a column.
fn word(text: &str) -> String {
    let fits =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '[' | ']' | '(' | ')');
    let word: String = text.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    match word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => word,
        false => format!("c{word}"),
    }
}
