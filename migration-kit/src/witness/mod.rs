//! The second witness: a connection goes in, what the server itself says of each object comes out,
//! in the server's words and as little understood as can be. It shares no query with
//! [`introspect`](crate::introspect), whose eyes diff, verification and `check` use: what those do
//! not see is seen here.

mod compare;
#[cfg(feature = "sqlx-mysql")]
mod mysql;
#[cfg(feature = "sqlx-postgres")]
mod postgres;
#[cfg(feature = "sqlx-sqlite")]
mod sqlite;
#[cfg(all(feature = "sqlx-mysql", feature = "sqlx-postgres", feature = "sqlx-sqlite"))]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};

pub use compare::{Disagreement, Seen, compare};

use crate::Backend;
use crate::names::qualified;
use crate::ops::connection::Db;

/// What is said of one thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The table that it belongs to; none for a view, a function and the like.
    pub table: Option<String>,
    /// What it is, in the field's words: `constraint`, `index`, `trigger`.
    pub kind: String,
    /// Its name; empty for the table itself.
    pub name: String,
    /// What of it: `definition`, or a property that is told only where it is not the usual one.
    pub attribute: String,
}

/// What a server says of everything in a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definitions {
    /// The server and its major version: others may write the same thing otherwise.
    pub server: String,
    pub texts: BTreeMap<Subject, String>,
}

impl Definitions {
    /// The rows of a query that gives the schema of a table, its name, and the kind, name,
    /// attribute and text of what it tells.
    fn add(&mut self, rows: Vec<[Option<String>; 6]>) {
        for [schema, table, kind, name, attribute, text] in rows {
            let (Some(kind), Some(attribute), Some(text)) = (kind, attribute, text) else {
                continue;
            };
            let table = table.map(|table| qualified(schema.as_deref(), &table));
            self.say(table, [&kind, &name.unwrap_or_default(), &attribute], text);
        }
    }

    fn say(&mut self, table: Option<String>, [kind, name, attribute]: [&str; 3], text: String) {
        let [kind, name, attribute] = [kind, name, attribute].map(str::to_owned);
        self.texts.insert(Subject { table, kind, name, attribute }, text);
    }
}

/// Asks the server, without the tables of the default schema that are named in `ignored`.
///
/// # Errors
/// What the database says.
pub async fn definitions(db: &DatabaseConnection, ignored: &[&str]) -> Result<Definitions, DbErr> {
    let backend = Backend::of(db);
    let executor = DatabaseExecutor::from(db);
    let mut rows = Db::Executor(&executor);
    let mut definitions = match backend {
        #[cfg(feature = "sqlx-sqlite")]
        Backend::Sqlite => sqlite::read(&mut rows).await?,
        #[cfg(feature = "sqlx-postgres")]
        Backend::Postgres => postgres::read(&mut rows).await?,
        #[cfg(feature = "sqlx-mysql")]
        Backend::MySql => mysql::read(&mut rows).await?,
        #[cfg(not(all(
            feature = "sqlx-sqlite",
            feature = "sqlx-postgres",
            feature = "sqlx-mysql"
        )))]
        other => {
            return Err(DbErr::BackendNotSupported {
                db: other.name(),
                ctx: "asking for definitions",
            });
        }
    };
    let ignored: BTreeSet<String> = ignored.iter().map(|name| qualified(None, name)).collect();
    let is_own = |subject: &Subject| subject.table.as_ref().is_some_and(|of| ignored.contains(of));
    definitions.texts.retain(|subject, _| !is_own(subject));
    Ok(definitions)
}
