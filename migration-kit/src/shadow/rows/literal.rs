//! A value for a column, told from its type in the words of the catalog.

use crate::Backend;
use crate::dialect::{rows, text};
use crate::schema::{Column, Schema, Table};

/// The value for a row as a literal: another one in each row, as far as the type goes. Whole
/// numbers begin behind `from`.
pub(super) fn literal(
    backend: Backend,
    (schema, table): (&Schema, &Table),
    column: &Column,
    row: usize,
    from: u32,
) -> String {
    let rows = rows::of(backend);
    if let Some(values) = rows.enumerated(schema, table, column)
        && !values.is_empty()
    {
        return quoted(backend, &values[row % values.len()]);
    }
    let ty = column.ty.to_lowercase();
    if ty.ends_with("[]") {
        return "'{}'".to_owned();
    }
    if is_json(table, column, &ty) {
        return "'{}'".to_owned();
    }
    let number = row + 1;
    let is = |words: &[&str]| words.iter().any(|word| ty.contains(word));
    if is(&["bool"]) || ty == "tinyint(1)" {
        return rows.boolean(!row.is_multiple_of(2)).to_owned();
    }
    if is(&["uuid"]) {
        return rows.uuid(&format!("00000000-0000-4000-8000-00000000000{number}"));
    }
    if is(&["timestamp", "datetime"]) {
        return format!("'2026-01-0{number} 00:00:00'");
    }
    if is(&["interval"]) {
        return format!("'{number} days'");
    }
    if ty.starts_with("date") {
        return format!("'2026-01-0{number}'");
    }
    if ty.starts_with("time") {
        return format!("'0{number}:00:00'");
    }
    if ty.starts_with("year") {
        return format!("202{number}");
    }
    if ty.ends_with("range") {
        return "'empty'".to_owned();
    }
    if is(&["blob", "binary", "bytea"]) {
        return rows.bytes(&format!("0{number}"));
    }
    if is(&["int", "serial"]) && !is(&["point"]) {
        let from = if is(&["tinyint"]) { from.min(100) } else { from.min(30_000) };
        return (from as usize + number).to_string();
    }
    if is(&["dec", "num", "real", "float", "double", "money"]) {
        return if has_no_whole_part(&ty) { format!("0.{number}") } else { number.to_string() };
    }
    if ty.starts_with("bit") {
        let length =
            ty.split(['(', ')']).nth(1).and_then(|length| length.parse().ok()).unwrap_or(1);
        return format!("B'{:0>length$}'", row % 2);
    }
    let text = match ty.split('(').next().unwrap_or_default() {
        "inet" | "inet4" | "cidr" => format!("127.0.0.{number}"),
        "inet6" => format!("::{number}"),
        "macaddr" => format!("08:00:2b:01:02:0{number}"),
        "macaddr8" => format!("08:00:2b:01:02:03:04:0{number}"),
        "point" => format!("(0,{number})"),
        "xml" => "<a/>".to_owned(),
        "hstore" => String::new(),
        "vector" => {
            let length =
                ty.split(['(', ')']).nth(1).and_then(|length| length.parse().ok()).unwrap_or(1);
            format!("[{}]", vec!["0"; length].join(","))
        }
        // One letter fits every text.
        _ => LETTERS.chars().nth(row % LETTERS.len()).unwrap_or_default().to_string(),
    };
    quoted(backend, &text)
}

const LETTERS: &str = "abcdefgh";

/// A value at the edge of a type: the least whole number, a day before all computers, and a text
/// with what has to be escaped and takes several bytes; none where no edge is known, or the text is
/// too long.
pub(super) fn edge(
    backend: Backend,
    (schema, table): (&Schema, &Table),
    column: &Column,
) -> Option<String> {
    let ty = column.ty.to_lowercase();
    let is_enum = rows::of(backend).enumerated(schema, table, column).is_some();
    if is_enum || is_json(table, column, &ty) {
        return None;
    }
    let (name, length) = ty.split_once('(').unwrap_or((&ty, ""));
    let length = length.split(')').next().and_then(|length| length.parse::<usize>().ok());
    let is_unsigned = ty.contains("unsigned");
    match name.trim() {
        "smallint" if !is_unsigned => Some(i16::MIN.to_string()),
        "integer" | "int" if !is_unsigned => Some(i32::MIN.to_string()),
        "bigint" if !is_unsigned => Some(i64::MIN.to_string()),
        "date" => Some("'1000-01-01'".to_owned()),
        "text" | "varchar" | "character varying" | "longtext" => {
            let fits = length.is_none_or(|length| length >= EDGE.chars().count());
            fits.then(|| quoted(backend, EDGE))
        }
        _ => None,
    }
}

const EDGE: &str = r#"O'Neil "%\ ü😀"#;

/// MariaDB's JSON is a text with a check.
fn is_json(table: &Table, column: &Column, ty: &str) -> bool {
    let is_its_own = |expression: &str| {
        let (_, of) = expression.split_once("json_valid(")?;
        let name = of.split(')').next()?.trim().trim_matches(['"', '`']);
        Some(name.eq_ignore_ascii_case(&column.name))
    };
    ty.contains("json")
        || table
            .checks
            .iter()
            .any(|check| is_its_own(&check.expression.as_str().to_lowercase()) == Some(true))
}

/// Such as `decimal(3,3)`, which holds nothing from 1 on.
fn has_no_whole_part(ty: &str) -> bool {
    let digits = ty.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    digits
        .and_then(|(digits, _)| digits.split_once(','))
        .is_some_and(|(all, behind)| all.trim() == behind.trim())
}

fn quoted(backend: Backend, text: &str) -> String {
    let mut quoted = text.replace('\'', "''");
    if text::of(backend).lexical().backslashes {
        quoted = quoted.replace('\\', "\\\\");
    }
    format!("'{quoted}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_gets_another_value_in_each_row() {
        let of = |ty: &str, row| {
            let column = Column { ty: ty.to_owned(), name: "c".to_owned(), ..Column::default() };
            literal(Backend::Postgres, (&Schema::default(), &Table::default()), &column, row, 0)
        };
        for ty in [
            "integer",
            "smallint",
            "numeric(3,3)",
            "boolean",
            "uuid",
            "date",
            "text",
            "character(1)",
            "bytea",
            "timestamp with time zone",
            "time without time zone",
            "bit(3)",
            "inet",
            "interval",
        ] {
            assert_ne!(of(ty, 0), of(ty, 1), "{ty}");
        }
        assert_eq!(of("bit(3)", 1), "B'001'");
        assert_eq!(of("numeric(3,3)", 0), "0.1");
        assert_eq!(of("vector(2)", 0), "'[0,0]'");
        assert_eq!(of("integer[]", 0), "'{}'");
    }
}
