//! The lines of a Rust file, with the texts in them apart from the code.

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Without comments and texts.
    pub code: String,
    /// The parts of texts that stand on it, without their quotes.
    pub texts: Vec<String>,
}

/// What the reader is in.
enum In {
    Code,
    /// A comment that nests, and how deep.
    Comment(usize),
    /// A text; for a raw one, how many `#` end it.
    Text(Option<usize>),
}

pub(super) fn of(text: &str) -> Vec<Line> {
    let mut state = In::Code;
    text.lines().map(|line| read(line, &mut state)).collect()
}

fn read(text: &str, state: &mut In) -> Line {
    let mut line = Line::default();
    if matches!(state, In::Text(_)) {
        line.texts.push(String::new());
    }
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        match state {
            In::Code if rest.starts_with("//") => break,
            In::Code if rest.starts_with("/*") => (*state, taken) = (In::Comment(1), 2),
            In::Code => match opens(rest, &line.code) {
                Some((length, hashes)) => {
                    line.texts.push(String::new());
                    (*state, taken) = (In::Text(hashes), length);
                }
                // A quote as a character begins no text.
                None if rest.starts_with("'\"'") => taken = 3,
                None => line.code.push(c),
            },
            In::Comment(depth) if rest.starts_with("*/") => {
                taken = 2;
                *depth -= 1;
                if *depth == 0 {
                    *state = In::Code;
                }
            }
            In::Comment(depth) if rest.starts_with("/*") => (*depth, taken) = (*depth + 1, 2),
            In::Comment(_) => {}
            In::Text(None) if c == '\\' => {
                let escaped = rest.chars().nth(1);
                taken += escaped.map_or(0, char::len_utf8);
                line.texts.last_mut().into_iter().for_each(|text| text.extend(escaped));
            }
            In::Text(hashes) => {
                let end = format!("\"{}", "#".repeat(hashes.unwrap_or_default()));
                if rest.starts_with(&end) {
                    (*state, taken) = (In::Code, end.len());
                } else {
                    line.texts.last_mut().into_iter().for_each(|text| text.push(c));
                }
            }
        }
        rest = &rest[taken..];
    }
    line
}

/// The length of what opens a text, and for a raw one its `#`.
fn opens(rest: &str, before: &str) -> Option<(usize, Option<usize>)> {
    if rest.starts_with('"') {
        return Some((1, None));
    }
    let in_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let raw = rest.strip_prefix('r').filter(|_| !in_word)?;
    let hashes = raw.len() - raw.trim_start_matches('#').len();
    raw[hashes..].starts_with('"').then_some((hashes + 2, Some(hashes)))
}
