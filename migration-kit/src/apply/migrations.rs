//! The code's side: the migrations in their order, and the table that records them.

use std::collections::HashSet;

use sea_orm::DynIden;
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf};

use crate::Error;

/// The migrations of a migrator, checked.
pub struct Migrations {
    pub(super) list: Vec<Box<dyn MigrationTrait>>,
    pub(super) table: DynIden,
}

impl Migrations {
    /// Takes the list of a migrator and the name of its table.
    ///
    /// # Errors
    /// [`Error::Usage`] when two migrations have one version: which of them is recorded would be a
    /// matter of luck.
    pub fn of(migrator: &impl MigratorTraitSelf) -> Result<Self, Error> {
        let list = migrator.migrations();
        let mut seen = HashSet::new();
        for migration in &list {
            if !seen.insert(migration.name()) {
                return Err(Error::Usage {
                    message: format!("two migrations have the version {}", migration.name()),
                    hint: Some(
                        "rename one of the files and its line in the list of migrations".to_owned(),
                    ),
                });
            }
        }
        Ok(Self { table: migrator.migration_table_name(), list })
    }

    /// The migrations in their order.
    #[cfg(any(feature = "generate", feature = "page"))]
    pub(crate) fn list(&self) -> &[Box<dyn MigrationTrait>] {
        &self.list
    }

    /// The names of the tables that record them, which are no part of the schema.
    #[cfg(feature = "lint")]
    pub(crate) fn own_tables(&self) -> [String; 4] {
        use super::history::tables::{lease_name, name, settings_name};
        let table = self.table.to_string();
        [name(&table), lease_name(&table), settings_name(&table), table]
    }

    /// The migration of that version, if the code has it.
    pub(crate) fn get(&self, version: &str) -> Option<&dyn MigrationTrait> {
        self.list.iter().find(|migration| migration.name() == version).map(AsRef::as_ref)
    }
}
