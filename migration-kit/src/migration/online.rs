//! The changes of tables in use that a plan can have.
//!
//! On a connection to PostgreSQL each takes the form that lets others read and write meanwhile; on
//! one to MySQL or MariaDB the one that the server does without a copy of the table, where it can.
//! In a transaction (the migrations of a new database share one) and on SQLite it is the plain
//! statement, so that one migration means the same everywhere.
//!
//! A migration of nothing else can be run again after it was ended half-way: each change looks
//! first what of it is done.
//!
//! A method panics as sea-query does, for what it cannot say on the backend.

use sea_orm::sea_query::{
    ForeignKeyCreateStatement, IndexCreateStatement, IntoIden, IntoTableRef, TableAlterStatement,
};

use super::Plan;
use crate::dialect::{ddl, online, text};
use crate::ops::Backfill;
use crate::ops::online::{
    AddConstraint, AddUnique, Alter, BuildPrimaryKey, CreateIndex, DropConstraint, DropIndex,
    DropNotNull, Kind, OnTable, PrimaryKey, Repeatable, SetNotNull, SetPrimaryKey,
};

impl Plan {
    /// Creates an index: `CONCURRENTLY` on PostgreSQL, where one that was left invalid is dropped
    /// and built again; in place and without a lock on MySQL, which refuses where it cannot.
    #[track_caller]
    pub fn create_index_online(&mut self, index: &IndexCreateStatement) -> &mut Self {
        let backend = self.on_backend();
        self.add_online(CreateIndex::new(backend, backend.build(index).sql))
    }

    /// The same for what sea-query has no words for: a plain `CREATE INDEX name ON …`. It is run as
    /// it stands, so nothing from outside belongs in it.
    #[track_caller]
    pub fn create_index_sql_online(&mut self, sql: &'static str) -> &mut Self {
        self.create_written_index_online(sql.to_owned())
    }

    /// The same for what the kit itself has written, with every name quoted.
    #[track_caller]
    pub(crate) fn create_written_index_online(&mut self, sql: String) -> &mut Self {
        self.add_online(CreateIndex::new(self.on_backend(), sql))
    }

    /// Drops an index, likewise. One that is not there is dropped already.
    #[track_caller]
    pub fn drop_index_online(
        &mut self,
        table: impl IntoTableRef,
        name: impl Into<String>,
    ) -> &mut Self {
        self.add_online(DropIndex { table: OnTable::new(table), name: name.into() })
    }

    /// Adds a foreign key, which needs a name: `NOT VALID` on PostgreSQL, and then checked against
    /// the rows while others write. If a row has no parent, the key is taken away again and the
    /// migration fails. MySQL can only lock the table for writers meanwhile, and SQLite has no
    /// words for it: there a table is rebuilt.
    #[track_caller]
    pub fn add_foreign_key_online(&mut self, key: &ForeignKeyCreateStatement) -> &mut Self {
        let backend = self.on_backend();
        if ddl::of(backend).rebuilds() {
            return self;
        }
        let (text, quote) = (backend.build(key).sql, text::of(backend).name_quote());
        let foreign = key.get_foreign_key();
        let Some((table, name)) = foreign.get_table().zip(foreign.get_name()) else {
            return self.add(key);
        };
        // sea-query writes `ALTER TABLE … ADD CONSTRAINT name FOREIGN KEY …`, with the name as it
        // stands between its quotes.
        let front = format!(" ADD CONSTRAINT {quote}{name}{quote} ");
        let definition = text.split_once(&front).map(|(_, definition)| definition.to_owned());
        let name = name.replace(&format!("{quote}{quote}"), &quote.to_string());
        match definition {
            Some(definition) => self.add_constraint_online(table.clone(), name, definition),
            None => self.add(key),
        }
    }

    /// Adds a check, likewise; `expression` is SQL and runs as it stands.
    #[track_caller]
    pub fn add_check_online(
        &mut self,
        table: impl IntoTableRef,
        name: impl Into<String>,
        expression: impl AsRef<str>,
    ) -> &mut Self {
        self.add_constraint_online(table, name, format!("CHECK ({})", expression.as_ref()))
    }

    /// Adds a foreign key or a check in SQL of the backend, such as `FOREIGN KEY (a) REFERENCES b
    /// (c) DEFERRABLE`, likewise; one that is NOT VALID is not checked. A unique constraint, such
    /// as `UNIQUE (a) INCLUDE (b)`, comes by way of its index. Nothing on SQLite.
    #[track_caller]
    pub fn add_constraint_online(
        &mut self,
        table: impl IntoTableRef,
        name: impl Into<String>,
        definition: impl Into<String>,
    ) -> &mut Self {
        if ddl::of(self.on_backend()).rebuilds() {
            return self;
        }
        let (table, name, definition) = (OnTable::new(table), name.into(), definition.into());
        self.add_online(AddConstraint { table, name, definition })
    }

    /// Sends SQL that lets others read and write, and that changes nothing when it is sent once
    /// more: a comment, `ALTER TABLE … VALIDATE CONSTRAINT …`. It is run as it stands, so nothing
    /// from outside belongs in it.
    #[track_caller]
    pub fn add_sql_online(&mut self, sql: &'static str) -> &mut Self {
        self.add_written_online(sql.to_owned())
    }

    /// The same for what the kit itself has written, with every name quoted.
    #[track_caller]
    pub(crate) fn add_written_online(&mut self, text: String) -> &mut Self {
        self.add_online(Repeatable { text })
    }

    /// Drops a foreign key that may be gone already. Nothing on SQLite, as the three below.
    #[track_caller]
    pub fn drop_foreign_key_online(
        &mut self,
        table: impl IntoTableRef,
        name: impl Into<String>,
    ) -> &mut Self {
        self.drop_constraint(table, name, Kind::ForeignKey)
    }

    /// Drops a check, likewise.
    #[track_caller]
    pub fn drop_check_online(
        &mut self,
        table: impl IntoTableRef,
        name: impl Into<String>,
    ) -> &mut Self {
        self.drop_constraint(table, name, Kind::Check)
    }

    /// Drops a unique constraint, likewise.
    #[track_caller]
    pub fn drop_unique_online(
        &mut self,
        table: impl IntoTableRef,
        name: impl Into<String>,
    ) -> &mut Self {
        self.drop_constraint(table, name, Kind::Unique)
    }

    /// Drops a primary key, likewise. MySQL copies the table for it.
    #[track_caller]
    pub fn drop_primary_key_online(
        &mut self,
        table: impl IntoTableRef,
        name: impl Into<String>,
    ) -> &mut Self {
        self.drop_constraint(table, name, Kind::PrimaryKey)
    }

    #[track_caller]
    fn drop_constraint(
        &mut self,
        table: impl IntoTableRef,
        name: impl Into<String>,
        kind: Kind,
    ) -> &mut Self {
        if ddl::of(self.on_backend()).rebuilds() {
            return self;
        }
        self.add_online(DropConstraint { table: OnTable::new(table), name: name.into(), kind })
    }

    /// Adds a unique constraint: on PostgreSQL by way of an index that is built `CONCURRENTLY`,
    /// elsewhere as a unique index.
    #[track_caller]
    pub fn add_unique_online(
        &mut self,
        table: impl IntoTableRef,
        name: impl Into<String>,
        columns: impl IntoIterator<Item = impl IntoIden>,
    ) -> &mut Self {
        let columns = columns.into_iter().map(|column| column.into_iden().to_string()).collect();
        self.add_online(AddUnique { table: OnTable::new(table), name: name.into(), columns })
    }

    /// PostgreSQL: builds the index of a primary key to come, `CONCURRENTLY`. Its columns have to
    /// be NOT NULL, or the key makes them so and reads every row: [`Plan::set_not_null_online`].
    /// Nothing elsewhere.
    #[track_caller]
    pub fn build_primary_key_online(
        &mut self,
        table: impl IntoTableRef,
        name: impl Into<String>,
        columns: impl IntoIterator<Item = impl IntoIden>,
    ) -> &mut Self {
        self.add_online(BuildPrimaryKey(key(table, name, columns)))
    }

    /// PostgreSQL: the key whose index was built becomes the table's primary key, and one of the
    /// name `old` goes in the same moment. Foreign keys that reference the old one have to be gone:
    /// dropped before, and added again behind it, they are away for moments only. Nothing
    /// elsewhere.
    #[track_caller]
    pub fn set_primary_key_online(
        &mut self,
        table: impl IntoTableRef,
        old: impl Into<String>,
        name: impl Into<String>,
        columns: impl IntoIterator<Item = impl IntoIden>,
    ) -> &mut Self {
        self.add_online(SetPrimaryKey { key: key(table, name, columns), old: old.into() })
    }

    /// PostgreSQL: a column takes no NULL any more. The rows are looked at while others write, by a
    /// check that is gone afterwards; from PostgreSQL 12 on the server believes it. Nothing
    /// elsewhere, where it is said with the whole column: [`Plan::alter_online`].
    #[track_caller]
    pub fn set_not_null_online(
        &mut self,
        table: impl IntoTableRef,
        column: impl IntoIden,
    ) -> &mut Self {
        let (table, column) = (OnTable::new(table), column.into_iden().to_string());
        if online::of(self.on_backend()).not_null(&table, &column).is_none() {
            return self;
        }
        self.add_online(SetNotNull { table, column })
    }

    /// PostgreSQL: a column takes NULL again. Nothing elsewhere.
    #[track_caller]
    pub fn drop_not_null_online(
        &mut self,
        table: impl IntoTableRef,
        column: impl IntoIden,
    ) -> &mut Self {
        let (table, column) = (OnTable::new(table), column.into_iden().to_string());
        if online::of(self.on_backend()).not_null(&table, &column).is_none() {
            return self;
        }
        self.add_online(DropNotNull { table, column })
    }

    /// Fills a column in batches along the primary key, each in a transaction of its own. On
    /// SQLite, in a transaction, and for a table without a primary key it is one statement.
    #[track_caller]
    pub fn backfill(&mut self, backfill: Backfill) -> &mut Self {
        self.add_online(backfill)
    }

    /// Changes a table; MySQL and MariaDB refuse it where they could only do it by copying the
    /// table: `ALGORITHM=INSTANT`, or else `ALGORITHM=INPLACE, LOCK=NONE`. Elsewhere it is the
    /// plain statement.
    #[track_caller]
    pub fn alter_online(&mut self, alter: &TableAlterStatement) -> &mut Self {
        let backend = self.on_backend();
        let text = backend.build(alter).sql;
        match online::of(backend).without_copy(&text) {
            Some(_) => self.add_online(Alter { text }),
            None => self.add(alter),
        }
    }
}

fn key(
    table: impl IntoTableRef,
    name: impl Into<String>,
    columns: impl IntoIterator<Item = impl IntoIden>,
) -> PrimaryKey {
    let columns = columns.into_iter().map(|column| column.into_iden().to_string()).collect();
    PrimaryKey { table: OnTable::new(table), name: name.into(), columns }
}
