//! What a migration does to a column, in words.

use super::{Line, Rank, line};
use crate::change::Changed;
use crate::diff::OnBackend;
use crate::schema::{Column, Meaning};

/// The line, with what it is about; none where nothing but an enum's values change.
pub(super) fn line_of(change: &Changed<Column>, on: &OnBackend) -> Option<(String, Line)> {
    let table = &change.table;
    let name = &change.after.as_ref().or(change.before.as_ref())?.name;
    let of = format!("{table}.{name}");
    let mut line = match (&change.before, &change.after) {
        (None, _) => {
            line(Rank::Column, table, format!("Adds `{of}`"), format!("add_{name}_to_{table}"))
        }
        (_, None) => {
            line(Rank::Column, table, format!("Drops `{of}`"), format!("drop_{name}_from_{table}"))
        }
        (Some(before), Some(after)) => {
            if matches!(
                (&before.meaning, &after.meaning),
                (Some(Meaning::Enum { .. }), Some(Meaning::Enum { .. }))
            ) && (Column { ty: after.ty.clone(), meaning: None, ..before.clone() })
                == (Column { meaning: None, ..after.clone() })
            {
                return None;
            }
            let text = format!("Changes `{of}` from {} to {}", before, after);
            line(Rank::Column, table, text, format!("change_{name}_of_{table}"))
        }
    };
    line.column = Some(name.clone());
    match (&change.before, &change.after) {
        (None, _) => line.lost = Some(format!("The values of `{of}` are lost")),
        (Some(before), None) => {
            let table = on.before.tables.get(table);
            let is_key = table.is_some_and(|table| crate::diff::is_key(table, name));
            line.not_back = Some(match before.nullable || before.default.is_some() || !is_key {
                true => format!("`{of}` comes back without its values"),
                false => format!(
                    "`{of}` cannot come back while there are rows, which would need a value of their own"
                ),
            });
        }
        (Some(before), Some(after)) if before.generated.is_none() && after.generated.is_some() => {
            line.not_back =
                Some(format!("`{of}` keeps what was computed, and not what it held before"));
        }
        (Some(before), Some(after))
            if crate::change::is_cast_of_its_own(on.backend, after, before) =>
        {
            line.lost =
                Some(format!("It fails while a value of `{of}` does not fit {}", before.ty));
        }
        (Some(before), Some(after))
            if crate::change::is_cast_of_its_own(on.backend, before, after) =>
        {
            line.not_back =
                Some(format!("What `{of}` lost on its way to {} does not come back", after.ty));
        }
        (Some(before), Some(after)) if !before.nullable && after.nullable => {
            line.lost = Some(format!(
                "Rows without a value in `{of}` get an empty one, or stop it where there is no such thing"
            ));
        }
        _ => {}
    }
    Some((of, line))
}
