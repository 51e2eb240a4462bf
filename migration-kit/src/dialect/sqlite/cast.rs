//! What becomes of the values of a column that gets another type.
//!
//! A column takes values of any type, and casts those that its affinity can
//! (<https://www.sqlite.org/datatype3.html>): whatever else there is stays what it was. So each
//! conversion is NULL for a value that is none of the new type.

use crate::dialect::Sqlite;
use crate::dialect::cast::{Cast, Conversion, TRUTHS, impossible};
use crate::dialect::family::Family;
use crate::schema::Column;

impl Cast for Sqlite {
    fn convert(&self, value: &str, before: &Column, after: &Column) -> Conversion {
        use Family as F;
        let (from, to) = (Family::of(before), Family::of(after));
        if let Some(impossible) = impossible(from, to) {
            return impossible;
        }
        let of_text = matches!(from, F::Text | F::Enum | F::Json);
        Conversion::Checked(match (from, to) {
            _ if from == to => return Conversion::Assigned,
            (F::Fraction, F::Whole) => rounded(value),
            (_, F::Whole) if of_text => number(value, "INTEGER"),
            (_, F::Fraction) if of_text => number(value, "NUMERIC"),
            (_, F::Bool) if of_text => truth(value),
            (F::Bool, F::Text | F::Enum | F::Json) => return Conversion::By(written(value)),
            (F::Text, F::Json) => format!("CASE WHEN json_valid({value}) THEN {value} END"),
            (F::Json, F::Uuid) => uuid(&unquoted(value)),
            (F::Json, _) if to.is_of_time() => time(&unquoted(value), to),
            (F::Text | F::Enum, F::Uuid) => uuid(value),
            (F::Bytes | F::FixedBytes, F::Uuid) => {
                format!(
                    "CASE WHEN typeof({value}) = 'blob' AND length({value}) = 16 THEN {value} END"
                )
            }
            (F::Uuid, F::Text | F::Enum) => return Conversion::By(dashed(value)),
            (F::Uuid, F::Json) => {
                return Conversion::By(format!("json_quote({})", dashed(value)));
            }
            (_, F::Json) if from.is_of_time() => {
                return Conversion::By(format!("json_quote({value})"));
            }
            (F::Text | F::Enum | F::Json, _) if to.is_bytes() => {
                return Conversion::By(format!("CAST({value} AS BLOB)"));
            }
            (_, F::Text | F::Enum) if from.is_bytes() => {
                return Conversion::By(format!("CAST({value} AS TEXT)"));
            }
            (_, F::Json) if from.is_bytes() => format!(
                "CASE WHEN json_valid(CAST({value} AS TEXT)) THEN CAST({value} AS TEXT) END"
            ),
            (F::Text | F::Enum | F::Date | F::Moment | F::Instant, _) if to.is_of_time() => {
                time(value, to)
            }
            _ => return Conversion::Assigned,
        })
    }

    fn unsized_text(&self) -> u32 {
        u32::MAX
    }
}

/// A text that looks like a number is compared as that number, and any other is none
/// (section 4.2 of the page above), so a text equals the number that was read from its beginning
/// only where there is nothing else in it.
fn number(value: &str, ty: &str) -> String {
    format!("CASE WHEN CAST({value} AS {ty}) = {value} THEN CAST({value} AS {ty}) END")
}

/// A text and bytes are greater than any number (section 4.1).
fn rounded(value: &str) -> String {
    format!(
        "CASE WHEN {value} BETWEEN -9223372036854774784 AND 9223372036854774784 \
         THEN CAST(ROUND({value}) AS INTEGER) END"
    )
}

fn truth(value: &str) -> String {
    let [yes, no] = TRUTHS;
    format!(
        "CASE WHEN lower(trim({value})) IN ({yes}) THEN 1 WHEN lower(trim({value})) IN ({no}) THEN 0 END"
    )
}

/// As JSON and PostgreSQL write a truth value; what is none stays what it is.
fn written(value: &str) -> String {
    format!("CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE {value} END")
}

/// What JSON has in quotes.
fn unquoted(value: &str) -> String {
    format!("({value} ->> '$')")
}

/// The 16 bytes that the drivers write, of a text with or without dashes.
fn uuid(value: &str) -> String {
    format!(
        "CASE WHEN typeof({value}) = 'blob' AND length({value}) = 16 THEN {value} \
         WHEN length(unhex({value}, '-')) = 16 THEN unhex({value}, '-') END"
    )
}

/// What is no 16 bytes stays what it is.
fn dashed(value: &str) -> String {
    let part = |from: u8, length: u8| format!("substr(hex({value}), {from}, {length})");
    let parts = [part(1, 8), part(9, 4), part(13, 4), part(17, 4), part(21, 12)];
    format!(
        "CASE WHEN typeof({value}) = 'blob' AND length({value}) = 16 THEN lower({}) ELSE {value} END",
        parts.join(" || '-' || ")
    )
}

/// As the drivers write it. SQLite reads much as a time: a number is a Julian day, `now` another
/// one whenever it is asked, and the 30th of February the 1st of March
/// (<https://www.sqlite.org/lang_datefunc.html>). So a date has to be what it makes of its digits.
fn time(value: &str, to: Family) -> String {
    if to == Family::Time {
        return format!(
            "CASE WHEN {value} GLOB '[0-2][0-9]:[0-5][0-9]*' AND instr({value}, '-') = 0 AND instr({value}, '+') = 0 \
             AND time({value}) IS NOT NULL THEN {value} END"
        );
    }
    let date = format!("substr({value}, 1, 10)");
    let zone = "'*[-+][0-9][0-9]:[0-9][0-9]'";
    // In which places the date and the time end, and what zone is said behind them.
    let local =
        |end: u8| format!("{date} || 'T' || substr({value}, 12, length({value}) - {})", 11 + end);
    let spaced =
        |end: u8| format!("{date} || ' ' || substr({value}, 12, length({value}) - {})", 11 + end);
    let new = match to {
        Family::Date => date.clone(),
        // A point in time in another zone than UTC would be another moment without it.
        Family::Moment => format!(
            "CASE WHEN length({value}) = 10 THEN {value} || ' 00:00:00' \
             WHEN {value} LIKE '%Z' THEN {} WHEN {value} LIKE '%+00:00' THEN {} \
             WHEN {value} NOT GLOB {zone} THEN {} END",
            spaced(1),
            spaced(6),
            spaced(0)
        ),
        _ => format!(
            "CASE WHEN length({value}) = 10 THEN {value} || 'T00:00:00+00:00' \
             WHEN {value} LIKE '%Z' THEN {} || '+00:00' \
             WHEN {value} GLOB {zone} AND length({value}) > 16 THEN {} ELSE {} || '+00:00' END",
            local(1),
            local(0),
            local(0)
        ),
    };
    format!("CASE WHEN date({date}) = {date} AND datetime({value}) IS NOT NULL THEN {new} END")
}
