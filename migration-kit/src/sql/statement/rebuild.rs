//! The rebuild of a table on SQLite, seen as its statements in a recording: in go the statements,
//! out comes one operation.

use super::{Operation, Parsed, names};
use crate::Backend;
use crate::sql::cursor::Cursor;

/// Makes one operation of the statements by which `ops::rebuild_table` makes a table anew: it is
/// created under another name, filled, and put in the place of the old one.
pub(crate) fn fold_rebuilds(statements: &mut [Vec<Parsed>]) {
    let mut rebuilt: Vec<(String, String)> = Vec::new();
    let all = || statements.iter().flatten().flat_map(|parsed| &parsed.operations);
    for operation in all() {
        if let Operation::RenameTable { table, to } = operation
            && all().any(|other| matches!(other, Operation::DropTable { table } if table == to))
            && all().any(
                |other| matches!(other, Operation::CreateTable { table: new, .. } if new == table),
            )
        {
            rebuilt.push((table.clone(), to.clone()));
        }
    }
    if rebuilt.is_empty() {
        return;
    }
    let copied: Vec<Copied> = rebuilt
        .iter()
        .map(|(new, _)| {
            statements.iter().flatten().find_map(|parsed| copied(parsed, new)).unwrap_or_default()
        })
        .collect();
    for operation in statements.iter_mut().flatten().flat_map(|parsed| &mut parsed.operations) {
        let of = |name: &str| rebuilt.iter().position(|(new, old)| new == name || old == name);
        *operation = match operation {
            Operation::CreateTable { table, columns, constraints, .. } => match of(table) {
                Some(at) => Operation::RebuildTable {
                    table: rebuilt[at].1.clone(),
                    columns: std::mem::take(columns),
                    constraints: std::mem::take(constraints),
                    renamed: copied[at].renamed.clone(),
                    filled: copied[at].filled.clone(),
                    dropped: None,
                },
                None => continue,
            },
            Operation::RenameTable { table, .. }
            | Operation::DropTable { table }
            | Operation::Rows { table, .. }
                if of(table).is_some() =>
            {
                Operation::Other
            }
            _ => continue,
        };
    }
}

/// Where the columns of a table that is made anew have their values from, if not from one of the
/// same name.
#[derive(Clone, Default)]
struct Copied {
    renamed: Vec<(String, String)>,
    filled: Vec<String>,
}

/// What `INSERT INTO new (…) SELECT … FROM old` says of them.
fn copied(parsed: &Parsed, new: &str) -> Option<Copied> {
    let mut words = Cursor::new(Backend::Sqlite, &parsed.words);
    if !words.eat(&["insert", "into"]) || words.qualified()?.1 != new {
        return None;
    }
    let to = names(Backend::Sqlite, words.group()?);
    words.eat(&["select"]);
    let end = words.rest().iter().position(|word| word.is("from"))?;
    let from = names(Backend::Sqlite, &words.rest()[..end]);
    let mut copied = Copied::default();
    for (from, to) in from.into_iter().zip(to).filter(|(from, to)| from != to) {
        match is_name(&from) {
            true => copied.renamed.push((from, to)),
            false => copied.filled.push(to),
        }
    }
    Some(copied)
}

/// A value that is computed has no old name.
fn is_name(text: &str) -> bool {
    !text.contains(['(', '\'', ' ']) && !text.starts_with(|c: char| c.is_ascii_digit())
}
