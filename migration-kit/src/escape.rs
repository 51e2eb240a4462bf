//! Text of others on its way to a terminal, a log or a page: what a reader would not see as it is,
//! is spelt out.
//!
//! Names, versions, hosts and messages come from databases, where anybody may have written them. A
//! line feed would begin a line of its own, which a CI system may take for a command (`::error …`),
//! and an ESC is an order to the terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character acts on what shows it instead of being shown: control characters, line and
/// paragraph separators, and what turns the direction of writing around
/// (<https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing>).
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The text on one line, with everything hidden spelt out: `\n`, `\u{1b}`.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) && !text.contains("##[") && !text.trim_start().starts_with("::") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len() + 8);
    // GitHub Actions reads `::command` where a line begins, and the old form `##[command]` anywhere
    // in it.
    if text.trim_start().starts_with("::") {
        plain.push('\\');
    }
    for c in text.replace("##[", "##\\[").chars() {
        match c {
            '\n' => plain.push_str("\\n"),
            '\r' => plain.push_str("\\r"),
            '\t' => plain.push_str("\\t"),
            // Writing to a String cannot fail.
            c if is_hidden(c) => drop(write!(plain, "\\u{{{:x}}}", u32::from(c))),
            c => plain.push(c),
        }
    }
    Cow::Owned(plain)
}

/// The same for a text whose line feeds are ours.
pub(crate) fn lines(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// The text with the special characters, and everything that a terminal would act on,
/// percent-encoded.
pub(crate) fn percent_encoded(text: &str, special: &[char]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        if special.contains(&c) || is_hidden(c) {
            let mut bytes = [0; 4];
            encoded.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        } else {
            encoded.push(c);
        }
    }
    encoded
}

/// A JSON document, in which hidden characters can only stand inside of strings, with their escapes
/// for them. What serde_json leaves as it is (DEL, C1, separators, direction) is meant; it means
/// the same to every parser.
#[cfg(feature = "cli")]
pub(crate) fn json(document: &str) -> String {
    let mut plain = String::with_capacity(document.len());
    for c in document.chars() {
        match c {
            c if c != '\n' && is_hidden(c) => drop(write!(plain, "\\u{:04x}", u32::from(c))),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_is_left() {
        let hostile = "a\n::error ::b\x1b[31m\x07\u{9b}2J\r\u{202e}c##[error]";
        let shown = line(hostile);
        assert_eq!(shown, "a\\n::error ::b\\u{1b}[31m\\u{7}\\u{9b}2J\\r\\u{202e}c##\\[error]");
        assert_eq!(lines("a\n ::error ::b"), "a\n\\ ::error ::b");
        assert_eq!(line("müller: \"日本\""), "müller: \"日本\"");
    }

    #[cfg(feature = "cli")]
    #[test]
    fn json_means_the_same() {
        let text = "a\u{9b}\u{7f}\u{2028}\u{202e}\x1b\n";
        let document = json(&serde_json::to_string_pretty(&[text]).unwrap());
        assert!(!document.trim_end().contains(|c| c != '\n' && is_hidden(c)), "{document:?}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&document).unwrap(), [text]);
    }
}
