//! The schema that the entities declare.

use std::panic::{AssertUnwindSafe, catch_unwind};

use sea_orm::sea_query::{
    ColumnDef, ColumnType, Expr, ExprTrait as _, IndexCreateStatement, Table, TableCreateStatement,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, StatementBuilder};

use super::{Declaration, Entities, Scratch, catalog};
use crate::diff::Declared;
use crate::schema::Schema;
use crate::{Error, target, types};

/// What the entities say beyond what a catalog can tell.
pub fn hints(entities: &Entities) -> Declared {
    let mut hints = Declared::default();
    for entity in entities.list() {
        // For SQLite SeaORM says an enum's values and names a foreign key as everywhere.
        let table = entity.declaration(DbBackend::Sqlite).table;
        for column in table.get_columns() {
            let id = (entity.table.clone(), column.get_column_name());
            if let Some((_, old)) = renamed_from(column) {
                hints.renamed_from.insert(id.clone(), old);
            }
            hints.types.extend(column.get_column_type().map(|ty| (id, ty.clone())));
        }
        for key in table.get_foreign_key_create_stmts() {
            let key = key.get_foreign_key();
            if let Some(name) = key.get_name() {
                let id = (entity.table.clone(), key.get_columns());
                hints.foreign_keys.insert(id, name.to_owned());
            }
        }
    }
    hints
}

/// SeaORM passes its `renamed_from` on as the end of a column's comment: the comment without it, and the old name.
fn renamed_from(column: &ColumnDef) -> Option<(Option<String>, String)> {
    let comment = column.get_column_spec().comment.as_deref()?;
    let (front, old) = comment.strip_suffix('"')?.rsplit_once("renamed_from \"")?;
    let front = front.strip_suffix("; ").map(str::to_owned);
    Some((front, old.to_owned()))
}

/// Creates the entities on a throw-away database and reads them back.
///
/// # Errors
/// [`Error::Database`] that names the entity which the backend refuses.
pub async fn declared(entities: &Entities, scratch: &Scratch) -> Result<Schema, Error> {
    let db = scratch.connection();
    let backend = db.get_database_backend();
    let all: Vec<(&str, Declaration)> =
        entities.list().iter().map(|entity| (entity.path, entity.declaration(backend))).collect();
    let mut enums = Vec::new();
    for (path, declaration) in &all {
        for statement in &declaration.enums {
            // Two entities may share an enum.
            let sql = backend.build(statement).to_string();
            if !enums.contains(&sql) {
                execute(db, path, statement).await?;
                enums.push(sql);
            }
        }
    }
    // Tables first and references after, so that tables may reference each other in a circle. SQLite takes a reference to
    // a table that is not there yet, and no reference afterwards.
    for (entity, (path, declaration)) in entities.list().iter().zip(&all) {
        // SeaORM tells an enum's values for SQLite alone; elsewhere they are part of a text.
        let values = entity.declaration(DbBackend::Sqlite).table;
        let table = portable(backend, &declaration.table, &values, backend == DbBackend::Sqlite);
        execute(db, path, &table).await?;
        if backend == DbBackend::Postgres {
            comment(db, path, &entity.table, &table).await?;
        }
    }
    for (path, declaration) in &all {
        if backend != DbBackend::Sqlite {
            for key in declaration.table.get_foreign_key_create_stmts() {
                execute(db, path, key).await?;
            }
        }
        for index in &declaration.indexes {
            execute(db, path, index).await?;
        }
    }
    let extra: Vec<&IndexCreateStatement> = entities.indexes_on(backend).collect();
    for index in &extra {
        execute(db, "an index beside the entities", *index).await?;
    }
    let schema = catalog::read(db, &[]).await;
    let schema = schema.map_err(|e| failed("read the throw-away database".to_owned(), e))?;
    refuse_texts(&schema, &extra)?;
    Ok(schema)
}

/// What sea-query leaves out on PostgreSQL.
async fn comment(
    db: &DatabaseConnection,
    path: &str,
    name: &str,
    table: &TableCreateStatement,
) -> Result<(), Error> {
    let sql = crate::statement::Sql(DbBackend::Postgres);
    let mut comments = Vec::new();
    if let Some(text) = table.get_comment() {
        comments.push(format!("COMMENT ON TABLE {} IS {}", sql.name(name), sql.text(Some(text))));
    }
    for column in table.get_columns() {
        if let Some(text) = &column.get_column_spec().comment {
            let column = format!("{}.{}", sql.name(name), sql.name(&column.get_column_name()));
            comments.push(format!("COMMENT ON COLUMN {column} IS {}", sql.text(Some(text))));
        }
    }
    for comment in comments {
        let done = db.execute_unprepared(&comment).await;
        done.map_err(|e| failed(format!("create {path} on a throw-away database (`{comment}`)"), e))?;
    }
    Ok(())
}

async fn execute(
    db: &DatabaseConnection,
    path: &str,
    statement: &impl StatementBuilder,
) -> Result<(), Error> {
    let backend = db.get_database_backend();
    // sea-query panics on what a backend has no word for, such as an array on SQLite.
    let built = catch_unwind(AssertUnwindSafe(|| backend.build(statement).to_string()));
    let sql = built.map_err(|_| Error::Config {
        message: format!("{path} has something that {} does not have", target::name(backend)),
        hint: Some("the line above says what; enable only the backends that the entities are for".to_owned()),
    })?;
    let done = db.execute_unprepared(&sql).await;
    done.map(|_| ()).map_err(|e| failed(format!("create {path} on a throw-away database (`{sql}`)"), e))
}

fn failed(doing: String, source: DbErr) -> Error {
    Error::Database { doing, source, hint: None }
}

/// SQLite takes a quoted name that is no column for a text, and makes an index of that
/// (<https://www.sqlite.org/quirks.html#dblquote>). The reader tells such a part as a text.
fn refuse_texts(schema: &Schema, indexes: &[&IndexCreateStatement]) -> Result<(), Error> {
    let names: Vec<&str> = indexes.iter().filter_map(|index| index.get_index_spec().get_name()).collect();
    for (table, index) in
        schema.tables.iter().flat_map(|(name, table)| table.indexes.iter().map(move |i| (name, i)))
    {
        let text = index.parts.iter().find_map(|part| part.strip_prefix('\'')?.strip_suffix('\''));
        if let (true, Some(column)) = (names.contains(&index.name.as_str()), text) {
            let name = &index.name;
            return Err(Error::config(format!(
                "the index {name} names the column {column}, which {table} does not have"
            )));
        }
    }
    Ok(())
}

/// SeaORM's statement with the types that mean the same on every backend ([`types`]), and on SQLite with the check that
/// holds an enum's values. `values` is the same statement for SQLite.
fn portable(
    backend: DbBackend,
    table: &TableCreateStatement,
    values: &TableCreateStatement,
    references: bool,
) -> TableCreateStatement {
    let mut portable = Table::create();
    if let Some(name) = table.get_table_name() {
        portable.table(name.clone());
    }
    if let Some(comment) = table.get_comment() {
        portable.comment(comment);
    }
    for (column, values) in table.get_columns().iter().zip(values.get_columns()) {
        portable.col(portable_column(backend, column, values));
    }
    for index in table.get_indexes() {
        portable.index(&mut index.clone());
    }
    if references {
        for key in table.get_foreign_key_create_stmts() {
            portable.foreign_key(&mut key.clone());
        }
    }
    portable
}

fn portable_column(backend: DbBackend, column: &ColumnDef, values: &ColumnDef) -> ColumnDef {
    let Some(ty) = column.get_column_type() else { return column.clone() };
    let mut portable = column.clone();
    if let Some((comment, _)) = renamed_from(column) {
        portable.comment(comment.unwrap_or_default());
    }
    if let ColumnType::Custom(name) = types::portable(backend, ty.clone()) {
        portable.custom(name);
    }
    let is_time = matches!(ty, ColumnType::TimestampWithTimeZone);
    if is_time && column.get_column_spec().default == Some(Expr::current_timestamp()) {
        portable.default(types::now(backend));
    }
    if let Some(ColumnType::Enum { name, variants }) = values.get_column_type() {
        let values: Vec<String> = variants.iter().map(ToString::to_string).collect();
        match (backend, types::mysql_enum(&values)) {
            (DbBackend::MySql, ColumnType::Custom(name)) => {
                portable.custom(name);
            }
            (DbBackend::Postgres, _) => {
                if let ColumnType::Custom(name) = types::postgres_enum(&name.to_string()) {
                    portable.custom(name);
                }
            }
            (DbBackend::Sqlite, _) => {
                portable.check(Expr::col(column.get_column_name()).is_in(values));
            }
            _ => {}
        }
    }
    portable
}
