//! The entities go in, the schema that they make on a shadow database comes out.

use sea_orm::sea_query::{Alias, IndexCreateStatement, TableCreateStatement};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DbErr, StatementBuilder, TransactionTrait as _,
};

use super::entities::Declaration;
use super::references::{not_unique, taken};
use super::{Entities, Entity, portable};
use crate::Backend;
use crate::Error;
use crate::dialect::enums::{self, Kept};
use crate::dialect::{ddl, entities, schemas};
use crate::introspect::live;
use crate::ops::ident;
use crate::panics::catch;
use crate::schema::{Key, Schema};
use crate::shadow::Shadow;
use crate::stage::timed;

/// Creates the entities on a shadow database and reads them back, without the references that no
/// database takes, of which `not_unique` tells.
///
/// # Errors
/// [`Error::Database`] that names the entity which the backend refuses.
pub async fn desired(entities: &Entities, shadow: &Shadow) -> Result<Schema, Error> {
    if let Some(table) = entities.misplaced() {
        let message = format!(
            "something is declared beside the table {table}, which no entity of the list has"
        );
        return Err(Error::usage(message));
    }
    for entity in entities.list() {
        refuse_schema(entity, shadow.database())?;
    }
    let db = shadow.connection();
    let create = async { create_all(db, &statements(entities, shadow.database())?).await };
    timed("create the entities", shadow.backend(), create).await?;
    let schema = live(db, &[]).await;
    let schema = schema.map_err(|e| failed("read the shadow database".to_owned(), e))?;
    refuse_texts(&schema, &entities.indexes_on(shadow.database()).collect::<Vec<_>>())?;
    Ok(schema)
}

/// A statement, and what it is for.
type For<'e> = (&'e str, String);

/// The statements that create the entities, in their order.
fn statements(entities: &Entities, backend: Backend) -> Result<Vec<For<'_>>, Error> {
    let all: Vec<(&str, Declaration)> =
        entities.list().iter().map(|entity| (entity.path, entity.declaration(backend))).collect();
    let dialect = entities::of(backend);
    let refused = not_unique(entities);
    let mut statements = Vec::new();
    for entity in entities.list() {
        if let Some(schema) = &entity.schema {
            let create = format!("CREATE SCHEMA IF NOT EXISTS {}", ident(backend, schema));
            statements.push((entity.path, create));
        }
    }
    for (path, declaration) in &all {
        for statement in &declaration.enums {
            let sql = text(backend, path, statement)?;
            // Two entities may share an enum.
            if !statements.iter().any(|(_, known)| *known == sql) {
                statements.push((*path, sql));
            }
        }
    }
    // Tables first and references after, so that tables may reference each other in a circle;
    // unless the dialect takes a reference to a table that is not there yet, and none afterwards.
    for (entity, (path, declaration)) in entities.list().iter().zip(&all) {
        // SeaORM tells an enum's values for SQLite alone; elsewhere they are part of a text.
        let elsewhere = (enums::of(backend).kept() != Kept::Check)
            .then(|| entity.declaration(Backend::Sqlite).table);
        let values = elsewhere.as_ref().unwrap_or(&declaration.table);
        let references: Vec<_> = taken(&refused, &entity.table, declaration)
            .filter(|_| dialect.states_references_first())
            .collect();
        let mut table =
            portable::table(backend, &declaration.table, values, &references, |column| {
                entities
                    .generated_of(&entity.table, column)
                    .map(|of| (of.expression.clone(), of.stored))
            });
        add_beside(entities, &entity.table, &mut table);
        statements.push((path, text(backend, path, &table)?));
        let comments = dialect.comments(&entity.table, &table);
        statements.extend(comments.into_iter().map(|comment| (*path, comment)));
    }
    for (entity, (path, declaration)) in entities.list().iter().zip(&all) {
        if !dialect.states_references_first() {
            for key in taken(&refused, &entity.table, declaration) {
                statements.push((path, text(backend, path, key)?));
            }
        }
        for index in &declaration.indexes {
            statements.push((path, text(backend, path, index)?));
        }
    }
    for index in entities.indexes_on(backend) {
        let path = "an index beside the entities";
        statements.push((path, text(backend, path, index)?));
    }
    for sql in entities.statements_on(backend) {
        statements.push(("a statement beside the entities", sql.to_owned()));
    }
    Ok(statements)
}

/// Only PostgreSQL has schemas. What others call so is a database.
fn refuse_schema(entity: &Entity, backend: Backend) -> Result<(), Error> {
    let has_schemas = schemas::of(backend).has_schemas();
    let Some(schema) = entity.schema.as_ref().filter(|_| !has_schemas) else { return Ok(()) };
    Err(Error::Usage {
        message: format!(
            "{} is in the schema {schema}, and {} has no schemas",
            entity.path,
            backend.name()
        ),
        hint: Some(
            "let DATABASE_URL name a PostgreSQL database, and no other server be compared; or leave the entity out of \
             `entities![…]`, say so with `.without(…)`, and write its migrations by hand"
                .to_owned(),
        ),
    })
}

/// Adds the checks that are declared beside an entity.
fn add_beside(entities: &Entities, name: &str, table: &mut TableCreateStatement) {
    for check in entities.checks_of(name) {
        table.check((Alias::new(check.name), check.expression.clone()));
    }
}

fn text(backend: Backend, path: &str, statement: &impl StatementBuilder) -> Result<String, Error> {
    // sea-query panics on what a backend has no word for, such as an array on SQLite.
    let built = catch(|| backend.build(statement).to_string());
    built.map_err(|panic| Error::Usage {
        message: format!("{path} has something that {} does not have: {panic}", backend.name()),
        hint: Some("enable only the backends that the entities are for".to_owned()),
    })
}

/// Runs all of the statements in one go, because hundreds of round trips take longer than what is
/// in them. When one fails they run one by one, so that it is named.
async fn create_all(db: &DatabaseConnection, statements: &[For<'_>]) -> Result<(), Error> {
    // Where each of them commits, what was made before the failure would be in the way.
    if ddl::of(Backend::of(db)).transactional() && at_once(db, statements).await.is_ok() {
        return Ok(());
    }
    for (path, sql) in statements {
        let doing = || format!("create {path} on a shadow database (`{sql}`)");
        db.execute_unprepared(sql).await.map_err(|e| failed(doing(), e))?;
    }
    Ok(())
}

async fn at_once(db: &DatabaseConnection, statements: &[For<'_>]) -> Result<(), DbErr> {
    let sql: Vec<&str> = statements.iter().map(|(_, sql)| sql.as_str()).collect();
    let transaction = db.begin().await?;
    match transaction.execute_unprepared(&sql.join(";\n")).await {
        Ok(_) => transaction.commit().await,
        Err(error) => {
            transaction.rollback().await?;
            Err(error)
        }
    }
}

fn failed(doing: String, source: DbErr) -> Error {
    Error::Database { doing, source, hint: None }
}

/// SQLite takes a quoted name that is no column for a text, and makes an index of that
/// (<https://www.sqlite.org/quirks.html#dblquote>). The reader tells such a part as a text.
fn refuse_texts(schema: &Schema, indexes: &[&IndexCreateStatement]) -> Result<(), Error> {
    let names: Vec<&str> =
        indexes.iter().filter_map(|index| index.get_index_spec().get_name()).collect();
    for (table, index) in
        schema.tables.iter().flat_map(|(name, table)| table.indexes.iter().map(move |i| (name, i)))
    {
        let text = index.parts.iter().find_map(|part| match &part.key {
            Key::Expression(of) => of.as_str().strip_prefix('\'')?.strip_suffix('\''),
            Key::Column(_) => None,
        });
        if let (true, Some(column)) = (names.contains(&index.name.as_str()), text) {
            let name = &index.name;
            return Err(Error::usage(format!(
                "the index {name} names the column {column}, which {table} does not have"
            )));
        }
    }
    Ok(())
}
