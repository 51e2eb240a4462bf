//! Numbers of a JSON text that would not come back as they were sent.
//!
//! In goes the text of a request's body, out come the places of such numbers. A number is kept as
//! an integer of 64 bits or as a double (RFC 8259, "6. Numbers"): one that has more digits, or is
//! larger, would be stored as another one, and on PostgreSQL as one that cannot be read again.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::problem::FieldError;

/// What is wrong with such a number.
const MESSAGE: &str =
    "is a number with more digits than a double keeps, or out of its range; send it as a text";

/// The numbers that would change, down to a depth.
pub fn changed(text: &[u8], depth: usize) -> Vec<FieldError> {
    if tokens(text).all(is_kept) {
        return Vec::new();
    }
    let mut found = Vec::new();
    // What is no JSON is told by whoever reads it.
    if let Ok(document) = serde_json::from_slice::<&RawValue>(text) {
        walk(document.get(), &mut String::new(), depth, &mut found);
    }
    found
}

fn walk(text: &str, path: &mut String, depth: usize, found: &mut Vec<FieldError>) {
    let length = path.len();
    match text.as_bytes().first() {
        Some(b'[') if depth > 0 => {
            let values: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
            for (index, value) in values.into_iter().enumerate() {
                path.push_str(&format!("[{index}]"));
                walk(value.get(), path, depth - 1, found);
                path.truncate(length);
            }
        }
        Some(b'{') if depth > 0 => {
            let values: BTreeMap<String, &RawValue> =
                serde_json::from_str(text).unwrap_or_default();
            for (name, value) in values {
                if length > 0 {
                    path.push('.');
                }
                path.push_str(&name);
                walk(value.get(), path, depth - 1, found);
                path.truncate(length);
            }
        }
        Some(b'-' | b'0'..=b'9') if !is_kept(text) => {
            found.push(FieldError { field: path.clone(), message: MESSAGE.to_owned() });
        }
        _ => {}
    }
}

/// The numbers of a text, one after the other. What stands in strings is none.
fn tokens(text: &[u8]) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (&first, behind) = rest.split_first()?;
            match first {
                b'"' => rest = behind_string(behind),
                b'-' | b'0'..=b'9' => {
                    let is_part =
                        |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
                    let length = rest.iter().take_while(|byte| is_part(byte)).count();
                    let (number, behind) = rest.split_at(length);
                    rest = behind;
                    return std::str::from_utf8(number).ok();
                }
                _ => rest = behind,
            }
        }
    })
}

/// What follows a string whose opening quote was read.
fn behind_string(text: &[u8]) -> &[u8] {
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return &text[at + 1..],
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    &[]
}

/// Whether a number comes back with the same value.
fn is_kept(number: &str) -> bool {
    if number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok() {
        return true;
    }
    let Ok(double) = number.parse::<f64>() else { return true };
    if !double.is_finite() {
        return false;
    }
    let sent = decimal(number);
    // Some write a double with the fewest digits that tell it from its neighbours, others with all
    // of its digits.
    sent.is_some()
        && (sent == decimal(&format!("{double:e}")) || sent == decimal(&format!("{double:.0}")))
}

/// The digits without zeros around them, and the power of ten; `None` when the exponent itself is
/// out of range.
fn decimal(number: &str) -> Option<(String, i64)> {
    let number = number.trim_start_matches('-');
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Some((String::new(), 0));
    }
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let exponent: i64 = exponent.parse().ok()?;
    let moved = i64::try_from(zeros).ok()? - i64::try_from(fraction.len()).ok()?;
    Some((significant.to_owned(), exponent.checked_add(moved)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_would_change_is_found() {
        for kept in [
            "0",
            "-0",
            "-0.0",
            "0e99999999999999999999",
            "1",
            "-1",
            "1.50",
            "1e2",
            "1E+2",
            "0.1",
            "5e-324",
            "1.7976931348623157e308",
            "-1.7976931348623157E308",
            "9223372036854775807",
            "-9223372036854775808",
            "18446744073709551615",
            "100000000000000000000",
            "123456789012345680000",
            "1e300",
            "123456789012345683968",
            "2.2250738585072014e-308",
            "0.30000000000000004",
            "9007199254740993",
        ] {
            assert!(is_kept(kept), "{kept}");
        }
        for changed in [
            "1e309",
            "-1e309",
            "1e99999999999999999999",
            "1e-400",
            "18446744073709551617",
            "-9223372036854775809",
            "123456789012345678901234567890",
            "3.141592653589793238",
            "0.1000000000000000001",
        ] {
            assert!(!is_kept(changed), "{changed}");
        }
    }

    #[test]
    fn it_is_named_by_its_place() {
        let text = br#"{"a": [1, {"b": 1e309}], "c\"1e309": "1e309", "d": 3.141592653589793238}"#;
        let places: Vec<String> = changed(text, 16).into_iter().map(|error| error.field).collect();
        assert_eq!(places, ["a[1].b", "d"]);
        assert!(changed(br#"{"a": "1e309", "b": 1.5"#, 16).is_empty());
        assert!(changed(br#"{"a": 1e309"#, 16).is_empty(), "what is no JSON is told elsewhere");
    }
}
