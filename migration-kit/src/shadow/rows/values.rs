//! What the rows of a table hold, read as texts.

use sea_orm::{ConnectionTrait, DbErr};

use super::fill::table_name;
use crate::Backend;
use crate::dialect::rows;
use crate::ops::ident;

/// The rows of a table, in the order of their values.
pub(in crate::shadow) type Values = Vec<Vec<Option<String>>>;

/// Reads some columns of all rows.
pub(in crate::shadow) async fn read(
    db: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
) -> Result<Values, DbErr> {
    let backend = Backend::of(db);
    let text = |column: &&str| rows::of(backend).as_text(&ident(backend, column));
    // A table keeps its rows also where it keeps no column.
    let texts: Vec<String> = columns.iter().map(text).chain(["NULL".to_owned()]).collect();
    let select = format!("SELECT {} FROM {}", texts.join(", "), table_name(backend, table));
    let found = db.query_all_raw(backend.statement(select)).await?;
    let mut values = Vec::with_capacity(found.len());
    for row in found {
        let of = |at| row.try_get_by_index::<Option<String>>(at);
        values.push((0..columns.len()).map(of).collect::<Result<Vec<_>, _>>()?);
    }
    values.sort();
    Ok(values)
}
