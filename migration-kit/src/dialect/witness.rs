//! What a server itself says of each object, in its own words and as little understood as can be.

use std::collections::BTreeMap;

use sea_orm::DbErr;
use sea_orm_migration::async_trait;

use crate::names::qualified;
use crate::ops::connection::Db;

#[async_trait::async_trait]
pub(crate) trait Witness: Sync {
    /// What is said of everything in a database.
    async fn definitions(&self, db: &mut Db<'_>) -> Result<Definitions, DbErr>;

    /// The texts that the server leaves as they are when what they name is renamed or goes, and
    /// says nothing of it, in the columns of [`Definitions::add`].
    fn unfollowed(&self) -> Option<&'static str>;
}

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
    /// The texts, by what they are about.
    pub texts: BTreeMap<Subject, String>,
}

impl Definitions {
    /// The rows of a query that gives the schema of a table, its name, and the kind, name,
    /// attribute and text of what it tells.
    pub(crate) fn add(&mut self, rows: Vec<[Option<String>; 6]>) {
        for [schema, table, kind, name, attribute, text] in rows {
            let (Some(kind), Some(attribute), Some(text)) = (kind, attribute, text) else {
                continue;
            };
            let table = table.map(|table| qualified(schema.as_deref(), &table));
            self.say(table, [&kind, &name.unwrap_or_default(), &attribute], text);
        }
    }

    pub(super) fn say(
        &mut self,
        table: Option<String>,
        [kind, name, attribute]: [&str; 3],
        text: String,
    ) {
        let [kind, name, attribute] = [kind, name, attribute].map(str::to_owned);
        self.texts.insert(Subject { table, kind, name, attribute }, text);
    }
}

super::of!(Witness);
