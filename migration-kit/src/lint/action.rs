//! What an action of a plan does: in goes the typed action, out come its operations. Nothing of it
//! is told in words.

use crate::Backend;
use crate::migration::Action;
use crate::ops::RebuildTable;
use crate::sql::statement::{Operation, Parsed, parse};

/// What an action of a plan does.
pub(crate) fn parse_action(backend: Backend, action: &Action) -> Vec<Parsed> {
    if let Action::RebuildTable(rebuild) = action {
        return vec![rebuilt(rebuild)];
    }
    let mut all = parse(backend, &action.text(backend));
    for operation in all.iter_mut().flat_map(|parsed| &mut parsed.operations) {
        if let Operation::Rows { batched, .. } = operation {
            *batched = action.is_batched(backend);
        }
    }
    all
}

/// What a plan says of a rebuild. The new definition is read as the statement that it is.
fn rebuilt(rebuild: &RebuildTable) -> Parsed {
    let definition = parse(Backend::Sqlite, &rebuild.definition()).into_iter().next();
    let Parsed { operations, how, words } = definition.unwrap_or_default();
    let operation = match operations.into_iter().next() {
        Some(Operation::CreateTable { table, columns, constraints, .. }) => {
            Operation::RebuildTable {
                table,
                columns,
                constraints,
                renamed: rebuild.renamed().collect(),
                filled: rebuild.filled().collect(),
                dropped: Some(rebuild.dropped().collect()),
            }
        }
        _ => Operation::Other,
    };
    Parsed { operations: vec![operation], how, words }
}
