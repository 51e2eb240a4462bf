//! How large a box is. There is no font to ask, so the letters are of one width, and the box has
//! some room to spare.

use unicode_width::UnicodeWidthStr as _;

use super::picture::{Entity, Row};

/// The height of a box's head and of each row, and the room at the bottom.
pub(super) const HEAD: i64 = 34;
pub(super) const ROW: i64 = 22;
pub(super) const FOOT: i64 = 6;
/// Between a box's side and what is in it.
pub(super) const PAD: i64 = 12;
/// What a mark such as PK takes.
pub(super) const MARK: i64 = 23;

/// Between a column's name and its type.
const GAP: f64 = 22.0;
/// A letter of the rows (12 pixels, of one width) and of a box's head (13 pixels, bold, at its
/// widest on average).
const LETTER: f64 = 7.3;
const HEAD_LETTER: f64 = 8.2;

/// Names are at most this wide, which is what PostgreSQL and MySQL let them be; types less.
const NAME: usize = 64;
const TYPE: usize = 36;

/// Values of an enum that are shown.
pub(super) const VALUES: usize = 16;

/// The width and height of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub width: i64,
    pub height: i64,
}

/// A name as it is shown.
pub(super) fn name(text: &str) -> String {
    cut(text, NAME)
}

/// A type as it is shown: with a question mark where there may be nothing.
pub(super) fn type_of(row: &Row) -> String {
    format!("{}{}", cut(&row.ty, TYPE), if row.nullable { "?" } else { "" })
}

/// What is unique together, as it is shown.
pub(super) fn together(columns: &str) -> String {
    cut(&format!("unique ({columns})"), NAME + TYPE)
}

/// The room for the marks, the same for each row of a box.
pub(super) fn marks(table: &Entity) -> i64 {
    table.rows.iter().map(|row| row.marks().count()).max().unwrap_or_default() as i64 * MARK
}

/// The box of a table.
pub(super) fn table(table: &Entity) -> Size {
    let gutter = marks(table);
    let row = |row: &Row| {
        wide(&name(&row.name), LETTER) + GAP + wide(&type_of(row), LETTER) + gutter as f64
    };
    let rows = table.rows.iter().map(row);
    let together_rows = table.together.iter().map(|columns| wide(&together(columns), LETTER));
    let head = wide(&name(&table.name), HEAD_LETTER);
    size(rows.chain(together_rows).chain([head]), table.rows.len() + table.together.len())
}

/// The box of an enum.
pub(super) fn values(of: &str, values: &[String]) -> Size {
    let rows = values.iter().take(VALUES).map(|value| wide(&name(value), LETTER));
    // Behind its name stands the word enum.
    let head = wide(&name(of), HEAD_LETTER) + GAP + wide("enum", LETTER);
    let more = usize::from(values.len() > VALUES);
    size(rows.chain([head]), values.len().min(VALUES) + more)
}

fn size(widths: impl Iterator<Item = f64>, rows: usize) -> Size {
    let widest = widths.fold(120.0, f64::max);
    Size { width: widest.ceil() as i64 + 2 * PAD, height: HEAD + rows as i64 * ROW + FOOT }
}

fn wide(text: &str, letter: f64) -> f64 {
    text.width() as f64 * letter
}

/// The beginning of a text that is too wide, with a mark that there is more. A control character,
/// which XML does not take, is shown as what stands for a character that cannot be.
fn cut(text: &str, most: usize) -> String {
    let text = clean(text);
    if text.width() <= most {
        return text;
    }
    let mut short = String::new();
    for letter in text.chars() {
        if short.width() + 2 > most {
            break;
        }
        short.push(letter);
    }
    short + "…"
}

/// A text that XML takes (<https://www.w3.org/TR/xml/#charsets>), on one line.
pub(super) fn clean(text: &str) -> String {
    let fits = |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if fits(c) { c } else { '\u{fffd}' }).collect()
}
