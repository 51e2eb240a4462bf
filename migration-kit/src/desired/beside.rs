//! What SeaORM's attributes cannot say of a table, and what its entities are not about. All of it
//! stands in one place, in the list of the entities; the definitions stand beside each entity, as
//! plain sea-query.

use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, IndexCreateStatement};

use super::Entities;
use crate::Backend;

/// See the methods of [`Entities`].
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    indexes: Vec<(Vec<Backend>, IndexCreateStatement)>,
    statements: Vec<(Vec<Backend>, &'static str)>,
    checks: Vec<Check>,
    generated: Vec<Generated>,
    unmanaged: Vec<Unmanaged>,
}

#[derive(Clone, Debug)]
pub(super) struct Check {
    pub table: &'static str,
    pub name: &'static str,
    pub expression: Expr,
}

#[derive(Clone, Debug)]
pub(super) struct Generated {
    pub table: &'static str,
    pub column: &'static str,
    pub expression: Expr,
    pub stored: bool,
}

/// Something in the database that no entity has, and that is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmanaged {
    /// A table, or `table.name` for a column, an index or a constraint.
    pub name: &'static str,
    /// Why it is left alone.
    pub reason: &'static str,
}

impl Entities {
    /// Adds an index that SeaORM's attributes cannot say, such as a composite or a descending one.
    ///
    /// Its definition belongs beside the entity, as a function that gives the statement.
    #[must_use]
    pub fn index(mut self, index: IndexCreateStatement) -> Self {
        self.beside.indexes.push((Backend::ALL.to_vec(), index));
        self
    }

    /// The same for some backends alone: MySQL has no partial index.
    #[must_use]
    pub fn index_on(mut self, backends: &[DbBackend], index: IndexCreateStatement) -> Self {
        self.beside.indexes.push((backends.iter().copied().map(Backend::from).collect(), index));
        self
    }

    /// Adds what sea-query cannot say either, such as an index on an expression on SQLite. The
    /// statement is run as it stands, on shadow databases alone, after the entities were created.
    ///
    /// ```
    /// use sea_orm_migration::sea_orm::DbBackend;
    ///
    /// let entities = migration_kit::entities![]
    ///     .statement_on(&[DbBackend::Sqlite], "CREATE INDEX by_email ON users (lower(email))");
    /// # let _ = entities;
    /// ```
    #[must_use]
    pub fn statement_on(mut self, backends: &[DbBackend], sql: &'static str) -> Self {
        let backends = backends.iter().copied().map(Backend::from).collect();
        self.beside.statements.push((backends, sql));
        self
    }

    /// Adds a check to an entity's table, which is named as [`Entity::table`](super::Entity::table)
    /// says. The check's name is unique in the database.
    ///
    /// ```
    /// use sea_orm_migration::prelude::*;
    ///
    /// let total = Expr::col("total").gt(0);
    /// let entities = migration_kit::entities![].check("orders", "positive_total", total);
    /// # let _ = entities;
    /// ```
    #[must_use]
    pub fn check(mut self, table: &'static str, name: &'static str, expression: Expr) -> Self {
        self.beside.checks.push(Check { table, name, expression });
        self
    }

    /// Says that a column of an entity is computed from others, and whether the value is stored.
    /// PostgreSQL has stored ones only (until version 18).
    #[must_use]
    pub fn generated(
        mut self,
        table: &'static str,
        column: &'static str,
        expression: Expr,
        stored: bool,
    ) -> Self {
        self.beside.generated.push(Generated { table, column, expression, stored });
        self
    }

    /// Says that something which no entity knows is left alone, and why: a table, or `table.name`
    /// for a column, an index or a constraint. `generate` never asks about it.
    ///
    /// ```
    /// let reason = "the analysts made it and look after it";
    /// let entities = migration_kit::entities![].unmanaged("users.by_region", reason);
    /// assert_eq!(entities.all_unmanaged()[0].name, "users.by_region");
    /// ```
    #[must_use]
    pub fn unmanaged(mut self, name: &'static str, reason: &'static str) -> Self {
        self.beside.unmanaged.push(Unmanaged { name, reason });
        self
    }

    /// The same as [`unmanaged`](Self::unmanaged).
    #[must_use]
    pub fn keep(self, name: &'static str, reason: &'static str) -> Self {
        self.unmanaged(name, reason)
    }

    /// What no entity has, and is left alone.
    pub fn all_unmanaged(&self) -> &[Unmanaged] {
        &self.beside.unmanaged
    }

    /// The indexes of a backend that were added to those of the entities.
    pub(super) fn indexes_on(
        &self,
        backend: Backend,
    ) -> impl Iterator<Item = &IndexCreateStatement> {
        self.beside
            .indexes
            .iter()
            .filter(move |(on, _)| on.contains(&backend))
            .map(|(_, index)| index)
    }

    /// The statements of a backend that were added.
    pub(super) fn statements_on(&self, backend: Backend) -> impl Iterator<Item = &'static str> {
        self.beside
            .statements
            .iter()
            .filter(move |(on, _)| on.contains(&backend))
            .map(|(_, sql)| *sql)
    }

    /// The checks that were added to a table.
    pub(super) fn checks_of(&self, table: &str) -> impl Iterator<Item = &Check> {
        self.beside.checks.iter().filter(move |check| check.table == table)
    }

    /// What a column of a table is computed from.
    pub(super) fn generated_of(&self, table: &str, column: &str) -> Option<&Generated> {
        self.beside.generated.iter().find(|of| of.table == table && of.column == column)
    }

    /// A table that something was added to and that no entity has.
    pub(super) fn misplaced(&self) -> Option<&'static str> {
        let checks = self.beside.checks.iter().map(|check| check.table);
        let generated = self.beside.generated.iter().map(|of| of.table);
        let known = |table: &str| self.list().iter().any(|entity| entity.table == table);
        checks.chain(generated).find(|table| !known(table))
    }
}
