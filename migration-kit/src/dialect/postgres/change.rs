//! What creating, changing and dropping the objects of a table takes.

use super::views;
use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::change::{Alter, Change};
use crate::schema::{PrimaryKey, Unique, parts, qualified};
use crate::statement::{Sql, Statement};

const SQL: Sql = Sql(Backend::Postgres);

impl Change for Postgres {
    fn alter(&self) -> Option<&'static dyn Alter> {
        Some(&Self)
    }
}

impl Alter for Postgres {
    fn rename_index(&self, table: &str, from: &str, to: &str) -> Statement {
        let from = SQL.table(&qualified(parts(table).0.as_deref(), from));
        Statement::Sql(format!("ALTER INDEX {from} RENAME TO {}", SQL.name(to)))
    }

    fn rename_unique(&self, table: &str, from: &str, to: &str) -> Statement {
        rename_constraint(table, from, to)
    }

    fn rename_constraint(&self, table: &str, from: &str, to: &str) -> Option<Statement> {
        Some(rename_constraint(table, from, to))
    }

    fn drop_unique(&self, table: &str, name: &str) -> Statement {
        drop_constraint(table, name)
    }

    fn add_unique(&self, table: &str, unique: &Unique) -> Statement {
        let name = SQL.name(&unique.object_name());
        SQL.alter(table, &format!("ADD CONSTRAINT {name} {}", SQL.unique(unique)))
    }

    fn drop_primary_key(&self, table: &str, name: &str) -> Statement {
        drop_constraint(table, name)
    }

    fn add_primary_key(&self, table: &str, name: Option<&str>, key: &PrimaryKey) -> Statement {
        let name = name.map(|name| format!("CONSTRAINT {} ", SQL.name(name))).unwrap_or_default();
        SQL.alter(table, &format!("ADD {name}{}", SQL.primary_key(key)))
    }

    fn exchanges_primary_keys(&self) -> bool {
        true
    }

    fn numbers_keys_only(&self) -> bool {
        false
    }

    fn keeps_uniques_as_indexes(&self) -> bool {
        false
    }

    fn keys_need_an_index(&self) -> bool {
        false
    }

    fn keep_views(&self, views: &[&str]) -> Option<(Statement, Vec<Statement>)> {
        Some((views::keep(views), views::give_back().into()))
    }

    fn comment_on_table(&self, table: &str, text: Option<&str>) -> Statement {
        let (table, text) = (SQL.table(table), SQL.text(text));
        Statement::Sql(format!("COMMENT ON TABLE {table} IS {text}"))
    }
}

/// The index of a constraint takes its name too (manual, ALTER TABLE, RENAME CONSTRAINT).
fn rename_constraint(table: &str, from: &str, to: &str) -> Statement {
    let (from, to) = (SQL.name(from), SQL.name(to));
    SQL.alter(table, &format!("RENAME CONSTRAINT {from} TO {to}"))
}

fn drop_constraint(table: &str, name: &str) -> Statement {
    SQL.alter(table, &format!("DROP CONSTRAINT {}", SQL.name(name)))
}
