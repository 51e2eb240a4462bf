//! The rebuild of a table on SQLite: told in words by a plan, and seen as its statements in a recording.

use sea_orm::DbBackend;

use super::{Operation, Parsed, names, parse};
use crate::sql::cursor::Cursor;

/// What a plan says of a rebuild, which begins with its words.
pub(super) fn told(backend: DbBackend, sql: &str) -> Option<Parsed> {
    let rest = sql.strip_prefix("-- rebuild as: ")?;
    let (definition, more) = rest.split_once("; ").unwrap_or((rest, ""));
    let parsed = parse(backend, definition).into_iter().next()?;
    let parts = || more.split("; ");
    let dropped = parts().filter_map(|part| part.strip_suffix(" goes")).map(str::to_owned).collect();
    let renamed = |part: &str| {
        let (to, from) = part.split_once(" takes the values of ")?;
        Some((from.to_owned(), to.to_owned()))
    };
    let renamed = parts().filter_map(renamed).collect();
    match parsed.operations.into_iter().next()? {
        Operation::CreateTable { table, columns, constraints } => Some(Parsed {
            operations: vec![Operation::RebuildTable {
                table,
                columns,
                constraints,
                renamed,
                dropped: Some(dropped),
            }],
            how: parsed.how,
            words: parsed.words,
        }),
        _ => None,
    }
}

/// Makes one operation of the statements by which `ops::rebuild_table` makes a table anew: it is created under another name,
/// filled, and put in the place of the old one.
pub(crate) fn fold_rebuilds(statements: &mut [Vec<Parsed>]) {
    let mut rebuilt: Vec<(String, String)> = Vec::new();
    let all = || statements.iter().flatten().flat_map(|parsed| &parsed.operations);
    for operation in all() {
        if let Operation::RenameTable { table, to } = operation
            && all().any(|other| matches!(other, Operation::DropTable { table } if table == to))
            && all().any(|other| matches!(other, Operation::CreateTable { table: new, .. } if new == table))
        {
            rebuilt.push((table.clone(), to.clone()));
        }
    }
    if rebuilt.is_empty() {
        return;
    }
    let renamed: Vec<_> = rebuilt
        .iter()
        .map(|(new, _)| {
            statements.iter().flatten().find_map(|parsed| filled(parsed, new)).unwrap_or_default()
        })
        .collect();
    for operation in statements.iter_mut().flatten().flat_map(|parsed| &mut parsed.operations) {
        let of = |name: &str| rebuilt.iter().position(|(new, old)| new == name || old == name);
        *operation = match operation {
            Operation::CreateTable { table, columns, constraints } => match of(table) {
                Some(at) => Operation::RebuildTable {
                    table: rebuilt[at].1.clone(),
                    columns: std::mem::take(columns),
                    constraints: std::mem::take(constraints),
                    renamed: renamed[at].clone(),
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

/// The columns that `INSERT INTO new (…) SELECT … FROM old` gives other names.
fn filled(parsed: &Parsed, new: &str) -> Option<Vec<(String, String)>> {
    let mut words = Cursor::new(DbBackend::Sqlite, &parsed.words);
    if !words.eat(&["insert", "into"]) || words.qualified()?.1 != new {
        return None;
    }
    let to = names(DbBackend::Sqlite, words.group()?);
    words.eat(&["select"]);
    let end = words.rest().iter().position(|word| word.is("from"))?;
    let from = names(DbBackend::Sqlite, &words.rest()[..end]);
    Some(from.into_iter().zip(to).filter(|(from, to)| from != to && is_name(from)).collect())
}

/// A value that is computed has no old name.
fn is_name(text: &str) -> bool {
    !text.contains(['(', '\'', ' ']) && !text.starts_with(|c: char| c.is_ascii_digit())
}
