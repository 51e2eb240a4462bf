//! Characters of four bytes, which the information schema cannot say: it is in utf8mb3, and has a
//! question mark for each of them, or in the text of an expression one for each of their bytes. A
//! table with a question mark in its texts is asked about once more, and only that one: its
//! expressions are read in SHOW CREATE TABLE, and the values of an enum and plain defaults from the
//! rows of a temporary table, because there the server itself says question marks everywhere else.
//!
//! Comments are left as they are: the server keeps them in utf8mb3 too.

use sea_orm::DbErr;

use crate::Backend;
use crate::names::parts;
use crate::ops::connection::Db;
use crate::ops::ident;
use crate::schema::{Check, Expression, Schema, Table, texts};

const MYSQL: Backend = Backend::MySql;

/// A table of the session's own, which nobody else sees.
const WORDS: &str = "migration_kit_words";

/// Gives the texts of a schema the characters that they have.
pub(super) async fn restore(db: &mut Db<'_>, schema: &mut Schema) -> Result<(), DbErr> {
    for (name, table) in &mut schema.tables {
        let name = ident(MYSQL, &parts(name).1);
        if expressions(table).any(|(_, expression)| is_doubtful(expression.as_str())) {
            let show = format!("SHOW CREATE TABLE {name}");
            let [_, shown] = db.rows::<2>(&show, &[]).await?.pop().unwrap_or_default();
            let shown = shown.unwrap_or_default();
            for (start, expression) in expressions(table) {
                if let Some(text) = in_shown(expression.as_str(), &start, &shown) {
                    *expression = Expression::new(MYSQL, text);
                }
            }
        }
        let doubtful: Vec<Doubtful> = doubtful(table).collect();
        // Without the right to make a temporary table the texts stay as they are.
        if !doubtful.is_empty()
            && let Ok(found) = ask(db, &name, &doubtful).await
        {
            for (of, (values, default)) in doubtful.iter().zip(found) {
                correct(table, of, &values, default.as_deref());
            }
        }
    }
    Ok(())
}

fn is_doubtful(text: &str) -> bool {
    text.contains('?')
}

/// The expressions of a table, each with what stands before it in SHOW CREATE TABLE.
fn expressions(table: &mut Table) -> impl Iterator<Item = (String, &mut Expression)> {
    let of_column = |name: &str| format!("\n  {} ", ident(MYSQL, name));
    let of_check = move |check: &Check| match (&check.column, &check.name) {
        (Some(column), _) => of_column(column),
        (None, Some(name)) => format!("\n  CONSTRAINT {} CHECK ", ident(MYSQL, name)),
        (None, None) => String::new(),
    };
    let of_columns = table.columns.iter_mut().flat_map(move |column| {
        let generated = column.generated.as_mut().map(|generated| &mut generated.expression);
        let start = of_column(&column.name);
        column.default.iter_mut().chain(generated).map(move |of| (start.clone(), of))
    });
    let of_checks =
        table.checks.iter_mut().map(move |check| (of_check(check), &mut check.expression));
    of_columns.chain(of_checks)
}

/// The text behind `start` of which the information schema makes this one.
fn in_shown(text: &str, start: &str, shown: &str) -> Option<String> {
    let rest = &shown[shown.find(start).filter(|_| is_doubtful(text))?..];
    [4, 1].into_iter().find_map(|width| {
        let (unclear, places) = unclear(rest, width);
        let at = unclear.find(text)?;
        let found = &rest[*places.get(at)?..*places.get(at + text.len())?];
        (found != text).then(|| found.to_owned())
    })
}

/// A text with so many question marks for each character of four bytes, and where each of its bytes
/// comes from.
fn unclear(text: &str, width: usize) -> (String, Vec<usize>) {
    let (mut unclear, mut places) = (String::new(), Vec::new());
    for (at, c) in text.char_indices() {
        let before = unclear.len();
        match c.len_utf8() {
            4 => unclear.push_str(&"?".repeat(width)),
            _ => unclear.push(c),
        }
        places.extend(std::iter::repeat_n(at, unclear.len() - before));
    }
    places.push(text.len());
    (unclear, places)
}

/// A column that is asked about.
struct Doubtful {
    name: String,
    /// The numbers of its values, where it is an enum or a set.
    numbers: Vec<u64>,
    has_default: bool,
}

fn doubtful(table: &Table) -> impl Iterator<Item = Doubtful> {
    table.columns.iter().filter_map(|column| {
        let values = values(&column.ty).filter(|_| is_doubtful(&column.ty));
        let numbers = match values {
            Some(("set", values)) => (0..values.len()).map(|at| 1 << at.min(63)).collect(),
            Some((_, values)) => (1..).take(values.len()).collect(),
            None => Vec::new(),
        };
        let has_default = column.default.as_ref().is_some_and(|of| is_doubtful(of.as_str()));
        let is_asked = has_default || !numbers.is_empty();
        is_asked.then(|| Doubtful { name: column.name.clone(), numbers, has_default })
    })
}

/// The word before the values of a type, and the values.
fn values(ty: &str) -> Option<(&str, Vec<String>)> {
    let (word, list) = ty.split_once('(')?;
    let list = list.strip_suffix(')').filter(|_| matches!(word, "enum" | "set"))?;
    Some((word, texts(MYSQL, list)?))
}

/// The values of each column by their numbers, and its default.
async fn ask(
    db: &mut Db<'_>,
    table: &str,
    columns: &[Doubtful],
) -> Result<Vec<(Vec<String>, Option<String>)>, DbErr> {
    let names: Vec<String> = columns.iter().map(|of| ident(MYSQL, &of.name)).collect();
    let names = names.join(", ");
    let words = ident(MYSQL, WORDS);
    // A table that is made so has the defaults of the columns.
    db.execute(&format!("CREATE TEMPORARY TABLE {words} SELECT {names} FROM {table} WHERE FALSE"))
        .await?;
    let found = in_words(db, &words, &names, columns).await;
    db.execute(&format!("DROP TEMPORARY TABLE {words}")).await?;
    found
}

async fn in_words(
    db: &mut Db<'_>,
    words: &str,
    names: &str,
    columns: &[Doubtful],
) -> Result<Vec<(Vec<String>, Option<String>)>, DbErr> {
    let most = columns.iter().map(|of| of.numbers.len()).max().unwrap_or_default().max(1);
    let number = |of: &Doubtful, at: usize| match of.numbers.get(at).or(of.numbers.last()) {
        Some(number) => number.to_string(),
        None => "DEFAULT".to_owned(),
    };
    let row = |at: usize| {
        let values: Vec<String> = columns.iter().map(|of| number(of, at)).collect();
        format!("({})", values.join(", "))
    };
    let rows: Vec<String> = (0..most).map(row).collect();
    db.execute(&format!("INSERT INTO {words} ({names}) VALUES {}", rows.join(", "))).await?;
    let mut found = Vec::new();
    for of in columns {
        let name = ident(MYSQL, &of.name);
        let mut values = Vec::new();
        for number in &of.numbers {
            let ask =
                format!("SELECT CONCAT({name}, '') FROM {words} WHERE {name} = {number} LIMIT 1");
            values.extend(db.rows::<1>(&ask, &[]).await?.into_iter().flatten().flatten());
        }
        let ask = format!("SELECT CONCAT(DEFAULT({name}), '') FROM {words} LIMIT 1");
        let default = match of.has_default {
            true => db.rows::<1>(&ask, &[]).await.ok().and_then(|mut rows| rows.pop()),
            false => None,
        };
        found.push((values, default.into_iter().flatten().flatten().next()));
    }
    Ok(found)
}

/// Puts what was found in the place of what the information schema makes of it, and nothing else.
fn correct(table: &mut Table, of: &Doubtful, found: &[String], default: Option<&str>) {
    let Some(column) = table.column_mut(&of.name) else { return };
    let quoted = |text: &str| format!("'{}'", escaped(text).replace('\'', "''"));
    if let Some((word, _)) = values(&column.ty) {
        let found: Vec<String> = found.iter().map(|value| quoted(value)).collect();
        let ty = format!("{word}({})", found.join(","));
        if unclear(&ty, 1).0 == column.ty {
            column.ty = ty;
        }
    }
    if let (Some(expression), Some(text)) = (&mut column.default, default) {
        // MariaDB has the default in quotes, and MySQL without.
        let found = [quoted(text), text.to_owned()];
        let found = found.into_iter().find(|text| unclear(text, 1).0 == expression.as_str());
        if let Some(found) = found {
            *expression = Expression::new(MYSQL, found);
        }
    }
}

/// As the server writes a text between quotes.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r").replace('\0', "\\0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_found_behind_its_name() {
        let shown = "CREATE TABLE `f` (\n  `a` varchar(9) DEFAULT concat('😀','x'),\n  \
                     `b` varchar(9) DEFAULT concat('😺','x'),\n  CONSTRAINT `c` CHECK (`b` <> '🐈?')\n)";
        let found = |text: &str, start: &str| in_shown(text, start, shown);
        assert_eq!(found("concat('????','x')", "\n  `a` ").as_deref(), Some("concat('😀','x')"));
        assert_eq!(found("concat('????','x')", "\n  `b` ").as_deref(), Some("concat('😺','x')"));
        assert_eq!(
            found("`b` <> '??'", "\n  CONSTRAINT `c` CHECK ").as_deref(),
            Some("`b` <> '🐈?'")
        );
        assert_eq!(found("`b` <> '?'", "\n  CONSTRAINT `d` CHECK "), None);
    }

    #[test]
    fn a_question_mark_that_is_one_stays() {
        assert_eq!(in_shown("'why?'", "\n  `a` ", "(\n  `a` text DEFAULT 'why?'\n)"), None);
        let (text, places) = unclear("a😀?", 1);
        assert_eq!((text.as_str(), places), ("a??", vec![0, 1, 5, 6]));
    }
}
