//! The rebuild of a table on SQLite: told in words by a plan, and seen as its statements in a recording.

use sea_orm::DbBackend;

use super::{Operation, Parsed, parse};

/// What a plan says of a rebuild, which begins with its words.
pub(super) fn told(backend: DbBackend, sql: &str) -> Option<Parsed> {
    let rest = sql.strip_prefix("-- rebuild as: ")?;
    let (definition, more) = rest.split_once("; ").unwrap_or((rest, ""));
    let parsed = parse(backend, definition).into_iter().next()?;
    let dropped = more.split("; ").filter_map(|part| part.strip_suffix(" goes")).map(str::to_owned).collect();
    match parsed.operations.into_iter().next()? {
        Operation::CreateTable { table, columns, constraints } => Some(Parsed {
            operations: vec![Operation::RebuildTable { table, columns, constraints, dropped }],
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
    for operation in statements.iter_mut().flatten().flat_map(|parsed| &mut parsed.operations) {
        let of = |name: &str| rebuilt.iter().find(|(new, old)| new == name || old == name);
        *operation = match operation {
            Operation::CreateTable { table, columns, constraints } => match of(table) {
                Some((_, old)) => Operation::RebuildTable {
                    table: old.clone(),
                    columns: std::mem::take(columns),
                    constraints: std::mem::take(constraints),
                    dropped: Vec::new(),
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
