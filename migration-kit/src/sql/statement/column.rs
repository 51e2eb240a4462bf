//! What the definition of a column says.

use super::{Condition, Constraint, ConstraintKind, names, table, text};
use crate::dialect::parse;
use crate::sql::cursor::Cursor;
use crate::sql::tokens::Token;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    pub name: String,
    /// In lower case, such as `varchar(255)`.
    pub ty: String,
    pub not_null: bool,
    /// The text of the default.
    pub default: Option<String>,
    pub primary_key: bool,
    pub unique: bool,
    /// The names that CONSTRAINT gives these two.
    pub primary_key_name: Option<String>,
    pub unique_name: Option<String>,
    /// The table that it references.
    pub references: Option<String>,
    pub check: Option<Condition>,
    /// Computed from others.
    pub generated: bool,
    /// The database counts: serial, identity, AUTO_INCREMENT.
    pub counts: bool,
}

/// Words that end a type or a default.
const ENDS: &[&str] = &[
    "not",
    "null",
    "default",
    "primary",
    "unique",
    "references",
    "check",
    "constraint",
    "generated",
    "collate",
    "comment",
    "auto_increment",
    "autoincrement",
    "on",
    "as",
    "first",
    "after",
    "key",
    "using",
    "charset",
    "stored",
    "virtual",
    "invisible",
    "visible",
    "deferrable",
    "initially",
];

/// A column's definition, beginning with its name.
pub(super) fn column(mut words: Cursor<'_>) -> Option<Column> {
    let name = words.name()?;
    let ty = until_end(&mut words);
    let mut column = Column { name, ty: text(ty).to_lowercase(), ..Column::default() };
    column.counts = ["serial", "bigserial", "smallserial"].contains(&column.ty.as_str());
    column.not_null = column.counts;
    let mut named = None;
    loop {
        if words.group().is_some() {
            continue;
        }
        let Some(word) = words.next() else { break };
        if word.is("constraint") {
            named = words.name();
        } else if word.is("not") && words.eat(&["null"]) {
            column.not_null = true;
        } else if word.is("default") {
            // The first word belongs to it even where it is NULL.
            let first = words.rest();
            let skipped = words.next().map_or(0, |_| 1);
            let more = if first.first() == Some(&Token::Symbol('(')) {
                words = Cursor::new(words.backend(), first);
                let inside = words.group().map_or(0, |group| group.len() + 1);
                inside + until_end(&mut words).len()
            } else {
                until_end(&mut words).len()
            };
            column.default = Some(text(&first[..(skipped + more).min(first.len())]));
        } else if word.is("primary") {
            (column.primary_key, column.not_null) = (true, true);
            column.primary_key_name = named.take();
        } else if word.is("unique") {
            column.unique = true;
            column.unique_name = named.take();
        } else if word.is("references") {
            column.references = table(&mut words);
            words.group();
        } else if word.is("check") {
            column.check = words.group().map(Condition::of);
        } else if word.is_any(&["auto_increment", "autoincrement", "identity"]) {
            column.counts = true;
        } else if word.is("as") && words.rest().first() == Some(&Token::Symbol('(')) {
            column.generated = true;
            words.group();
        }
    }
    Some(column)
}

/// Takes the words before the next one that ends a type or a default, in no parentheses.
fn until_end<'a>(words: &mut Cursor<'a>) -> &'a [Token] {
    let rest = words.rest();
    let mut taken = 0;
    while let Some(word) = words.rest().first() {
        if word.is_any(ENDS) {
            break;
        }
        let before = words.rest().len();
        if words.group().is_none() {
            words.next();
        }
        taken += before - words.rest().len();
    }
    &rest[..taken]
}

/// A constraint of a table, as CREATE TABLE and ADD say it; none for a column.
pub(super) fn constraint(mut words: Cursor<'_>) -> Option<Constraint> {
    let backend = words.backend();
    let mut name = None;
    if words.eat(&["constraint"])
        && !words.rest().first()?.is_any(&["primary", "unique", "foreign", "check", "exclude"])
    {
        name = words.name();
    }
    let kind = if words.eat(&["primary", "key"]) {
        let (columns, using_index) = key(&mut words)?;
        ConstraintKind::PrimaryKey { columns, using_index }
    } else if words.eat(&["unique"]) {
        words.eat_any(&["index", "key"]);
        if parse::of(backend).grammar().inline_indexes && !begins_key(&words) {
            name = words.name();
        }
        words.eat(&["nulls", "not", "distinct"]);
        let (columns, using_index) = key(&mut words)?;
        ConstraintKind::Unique { columns, using_index }
    } else if words.eat(&["foreign", "key"]) {
        words.eat_if_exists();
        if !begins_key(&words) {
            // The constraint has this name where CONSTRAINT gives it none.
            name = words.name().filter(|_| name.is_none()).or(name);
        }
        let columns = names(backend, words.group()?);
        words.eat(&["references"]);
        let parent = table(&mut words)?;
        let parent_columns = words.group().map(|group| names(backend, group)).unwrap_or_default();
        ConstraintKind::ForeignKey { columns, parent, parent_columns }
    } else if words.eat(&["check"]) {
        ConstraintKind::Check(Condition::of(words.group()?))
    } else if words.eat_any(&["exclude", "period"]) {
        ConstraintKind::Other
    } else {
        return None;
    };
    let rest = words.rest();
    let not_valid = rest.windows(2).any(|pair| pair[0].is("not") && pair[1].is("valid"));
    Some(Constraint { name, kind, not_valid })
}

/// Whether the columns of a key come next, or MySQL's kind of index before them.
pub(super) fn begins_key(words: &Cursor<'_>) -> bool {
    words.rest().first().is_some_and(|word| word.is("using") || *word == Token::Symbol('('))
}

/// MySQL's USING BTREE.
pub(super) fn eat_method(words: &mut Cursor<'_>) -> Option<String> {
    if words.eat(&["using"]) { words.name() } else { None }
}

/// The columns of a key, or the index that it takes over.
fn key(words: &mut Cursor<'_>) -> Option<(Vec<String>, Option<String>)> {
    if words.eat(&["using", "index"]) {
        return Some((Vec::new(), words.name()));
    }
    eat_method(words);
    let backend = words.backend();
    Some((names(backend, words.group()?), None))
}
