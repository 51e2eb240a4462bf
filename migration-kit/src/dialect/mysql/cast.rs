//! What becomes of the values of a column that gets another type.
//!
//! A strict `sql_mode` refuses most of what does not convert (MySQL 8.4 manual, section 7.1.11),
//! once MODIFY has come to it, and takes the rest for something else: `10:11:12` for a date, `12.5`
//! for 13, a number for the bytes of its digits.

use sea_orm::sea_query::{ColumnType, StringLen};

use crate::dialect::MySql;
use crate::dialect::cast::{Cast, Conversion, TRUTHS, impossible};
use crate::dialect::family::Family;
use crate::schema::{Column, Meaning};
use crate::sql::types;

impl Cast for MySql {
    fn convert(&self, value: &str, before: &Column, after: &Column) -> Conversion {
        use Family as F;
        let (from, to) = (Family::of(before), Family::of(after));
        if let Some(impossible) = impossible(from, to) {
            return impossible;
        }
        if let (F::Enum, F::Bool | F::Whole | F::Fraction)
        | (F::Bool | F::Whole | F::Fraction, F::Enum) = (from, to)
        {
            return Conversion::Impossible("a value of an enum counts as its position".to_owned());
        }
        let matches = |pattern: &str, new: &str| {
            format!("CASE WHEN {value} REGEXP '{pattern}' THEN {new} END")
        };
        Conversion::Checked(match (from, to) {
            (F::Text, F::Bool) => {
                let [yes, no] = TRUTHS;
                format!(
                    "CASE WHEN lower(trim({value})) IN ({yes}) THEN '1' \
                     WHEN lower(trim({value})) IN ({no}) THEN '0' END"
                )
            }
            (F::Bool, F::Text) if length(after) >= 5 => {
                return Conversion::By(format!(
                    "CASE {value} WHEN '1' THEN 'true' WHEN '0' THEN 'false' ELSE {value} END"
                ));
            }
            (F::Text, F::Whole) => matches("^ *[-+]?[0-9]+ *$", value),
            (F::Text, F::Date) => matches(&format!("^{DATE}([ T]{TIME})?$"), &date(value)),
            (F::Text, F::Moment | F::Instant) => {
                matches(&format!("^{DATE}([ T]{TIME})?$"), &date(value))
            }
            (F::Text, F::Time) => matches(&format!("^{TIME}$"), &format!("CAST({value} AS TIME)")),
            (F::Text, F::Uuid) => matches(
                "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$",
                &bytes(value),
            ),
            // A text that is no value counts as a position (MySQL 8.4 manual, section 13.3.5).
            (F::Text, F::Enum) if after.ty.starts_with("enum(") => {
                format!("CASE WHEN {value} IN {} THEN {value} END", &after.ty["enum".len()..])
            }
            (F::Uuid, F::Text) => return Conversion::By(digits(value, length(after) >= 36)),
            // What is shorter gets zeros.
            (F::Text | F::Bytes, F::FixedBytes) | (F::Bytes, F::Uuid) => {
                let length = types::parse(&after.ty).argument(0).unwrap_or(1);
                format!("CASE WHEN octet_length({value}) = {length} THEN {value} END")
            }
            _ => return Conversion::Assigned,
        })
    }

    /// What sea-query writes for one.
    fn unsized_text(&self) -> u32 {
        255
    }
}

/// Where the values of a column are written on their way from one type to another, which MODIFY
/// alone would take for something else.
pub(super) enum Written {
    /// Before the column has its new type.
    Before,
    /// After.
    After,
    /// While it has this one, which holds both.
    As(String),
}

/// The place, and the expression.
pub(super) fn written(name: &str, before: &Column, after: &Column) -> Option<(Written, String)> {
    use Family as F;
    let converted = || MySql.convert(name, before, after).expression();
    // What does not convert stays as it is, and MODIFY refuses it: it may be newer than the check.
    let or_kept = |value: String| format!("COALESCE({value}, {name})");
    match (Family::of(before), Family::of(after)) {
        (F::Text, F::Bool) => Some((Written::Before, or_kept(converted()?))),
        (F::Bool, F::Text) => Some((Written::After, converted()?)),
        (F::Text, F::Uuid) => Some((Written::As(binary(before)), or_kept(bytes(name)))),
        (F::Uuid, F::Text) => Some((Written::As(binary(after)), converted()?)),
        _ => None,
    }
}

const DATE: &str = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const TIME: &str = "[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?";

/// NULL for a day that is in no calendar.
fn date(value: &str) -> String {
    format!("CAST({value} AS DATETIME(6))")
}

/// The 16 bytes of a UUID.
fn bytes(value: &str) -> String {
    format!("unhex(replace({value}, '-', ''))")
}

/// The digits of a UUID, with dashes where there is room for them.
fn digits(value: &str, has_room: bool) -> String {
    let digits = format!("lower(hex({value}))");
    match has_room {
        true => {
            [9, 14, 19, 24].iter().fold(digits, |text, at| format!("insert({text}, {at}, 0, '-')"))
        }
        false => digits,
    }
}

/// How many characters a text takes.
fn length(text: &Column) -> u32 {
    match &text.meaning {
        Some(Meaning::Type(ColumnType::Char(n))) => n.unwrap_or(1),
        Some(Meaning::Type(ColumnType::String(StringLen::N(n)))) => *n,
        _ => types::parse(&text.ty).argument(0).and_then(|n| n.try_into().ok()).unwrap_or(255),
    }
}

/// Bytes that hold a UUID, and the text of one in such a column; an index stays possible where it
/// was.
fn binary(text: &Column) -> String {
    match types::parse(&text.ty).name.as_str() {
        "char" | "varchar" => format!("varbinary({})", length(text).max(36)),
        _ => "longblob".to_owned(),
    }
}
