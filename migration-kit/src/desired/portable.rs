//! SeaORM's statements with the types that mean the same on every backend.

use sea_orm::sea_query::{
    Alias, ColumnDef, ColumnType, Expr, ForeignKeyCreateStatement, Table, TableCreateStatement,
};

use crate::Backend;
use crate::dialect::entities;
use crate::types;

/// SeaORM's statement with the types that mean the same on every backend ([`types`]), and on SQLite
/// with the check that holds an enum's values. `values` is the same statement for SQLite;
/// `generated` says what a column is computed from.
pub(super) fn table(
    backend: Backend,
    table: &TableCreateStatement,
    values: &TableCreateStatement,
    references: &[&ForeignKeyCreateStatement],
    generated: impl Fn(&str) -> Option<(Expr, bool)>,
) -> TableCreateStatement {
    let mut portable = Table::create();
    if let Some(name) = table.get_table_name() {
        portable.table(name.clone());
    }
    if let Some(comment) = table.get_comment() {
        portable.comment(comment);
    }
    for (column, values) in table.get_columns().iter().zip(values.get_columns()) {
        let mut portable_column = portable_column(backend, column, values);
        if let Some((expression, stored)) = generated(&column.get_column_name()) {
            if !entities::of(backend).generated_takes_not_null()
                && let Some(ty) = portable_column.get_column_type()
            {
                portable_column =
                    ColumnDef::new_with_type(Alias::new(column.get_column_name()), ty.clone());
            }
            portable_column.generated(expression, stored);
        }
        portable.col(portable_column);
    }
    for index in table.get_indexes() {
        portable.index(&mut index.clone());
    }
    for key in references {
        portable.foreign_key(&mut (*key).clone());
    }
    portable
}

fn portable_column(backend: Backend, column: &ColumnDef, values: &ColumnDef) -> ColumnDef {
    let Some(ty) = column.get_column_type() else { return column.clone() };
    let mut portable = column.clone();
    if let Some((comment, _)) = renamed_from(column) {
        portable.comment(comment.unwrap_or_default());
    }
    if let ColumnType::Custom(name) = types::portable(backend.into(), ty.clone()) {
        portable.custom(name);
    }
    if let Some(name) = entities::of(backend).enum_array(ty) {
        portable.custom(name);
    }
    let is_time = matches!(ty, ColumnType::TimestampWithTimeZone);
    if is_time && column.get_column_spec().default == Some(Expr::current_timestamp()) {
        portable.default(types::now(backend.into()));
    }
    if let Some(ColumnType::Enum { name, variants }) = values.get_column_type() {
        let values = variants.iter().map(ToString::to_string).collect();
        entities::of(backend).enumerate(&mut portable, name, values);
    }
    portable
}

/// SeaORM passes its `renamed_from` on as the end of a column's comment: the comment without it,
/// and the old name.
pub(super) fn renamed_from(column: &ColumnDef) -> Option<(Option<String>, String)> {
    let comment = column.get_column_spec().comment.as_deref()?;
    let (front, old) = comment.strip_suffix('"')?.rsplit_once("renamed_from \"")?;
    let front = front.strip_suffix("; ").map(str::to_owned);
    Some((front, old.to_owned()))
}
