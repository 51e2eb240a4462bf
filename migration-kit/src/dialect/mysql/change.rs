//! What creating, changing and dropping the objects of a table takes.

use crate::Backend;
use crate::dialect::MySql;
use crate::dialect::change::{Alter, Change};
use crate::schema::{PrimaryKey, Unique};
use crate::statement::{IndexDef, Sql, Statement, escaped};

const MYSQL: Backend = Backend::MySql;
const SQL: Sql = Sql(MYSQL);

impl Change for MySql {
    fn alter(&self) -> Option<&'static dyn Alter> {
        Some(&Self)
    }
}

impl Alter for MySql {
    fn rename_index(&self, table: &str, from: &str, to: &str) -> Statement {
        SQL.alter(table, &format!("RENAME INDEX {} TO {}", SQL.name(from), SQL.name(to)))
    }

    fn rename_unique(&self, table: &str, from: &str, to: &str) -> Statement {
        self.rename_index(table, from, to)
    }

    fn rename_constraint(&self, _table: &str, _from: &str, _to: &str) -> Option<Statement> {
        None
    }

    fn drop_unique(&self, table: &str, name: &str) -> Statement {
        Statement::DropIndex { table: table.to_owned(), name: escaped(MYSQL, name) }
    }

    fn add_unique(&self, table: &str, unique: &Unique) -> Statement {
        Statement::CreateIndex(IndexDef {
            table: table.to_owned(),
            name: escaped(MYSQL, &unique.object_name()),
            unique: true,
            parts: unique.columns.iter().map(|column| (column.clone(), false)).collect(),
            include: Vec::new(),
            predicate: None,
            nulls_not_distinct: false,
        })
    }

    fn drop_primary_key(&self, table: &str, _: &str) -> Statement {
        SQL.alter(table, "DROP PRIMARY KEY")
    }

    fn add_primary_key(&self, table: &str, _: Option<&str>, key: &PrimaryKey) -> Statement {
        SQL.alter(table, &format!("ADD PRIMARY KEY {}", SQL.names(&key.columns)))
    }

    fn exchanges_primary_keys(&self) -> bool {
        false
    }

    fn numbers_keys_only(&self) -> bool {
        true
    }

    fn keeps_uniques_as_indexes(&self) -> bool {
        true
    }

    fn keys_need_an_index(&self) -> bool {
        true
    }

    fn keep_views(&self, _views: &[&str]) -> Option<(Statement, Vec<Statement>)> {
        None
    }

    fn comment_on_table(&self, table: &str, text: Option<&str>) -> Statement {
        SQL.alter(table, &format!("COMMENT = {}", SQL.text(Some(text.unwrap_or_default()))))
    }
}
